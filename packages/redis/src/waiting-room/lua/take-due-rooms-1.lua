--[[
  Returns handled rooms to the set and takes due ones, the longest due first, by Redis's clock.

  KEYS[1] sorted set: concert -> when it is due, milliseconds
  ARGV[1] most to take
  ARGV[2] after this long a taken room may be taken by others, milliseconds
  ARGV[3] a room that is due for longer is overdue, milliseconds
  ARGV[4] only rooms that have been due for this long are taken, milliseconds
  ARGV[5...] for each room handled: concert, milliseconds until it is due again

  Output: milliseconds until the next room can be taken (-1: there is none), how many rooms there
  are, how many are overdue, how long the most overdue one has been due, then the concerts taken.
  Atomic.
]]
local DUE = KEYS[1]
-- No room is due later than this, unless the clock went back (after a failover).
local FARTHEST_MS = 5000

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local dueForMs = tonumber(ARGV[4])
for i = 5, #ARGV, 2 do
  -- A room removed meanwhile stays removed, and a room made due meanwhile stays due.
  redis.call('ZADD', DUE, 'XX', 'LT', now + tonumber(ARGV[i + 1]), ARGV[i])
end
for _, concert in ipairs(redis.call('ZRANGEBYSCORE', DUE, '(' .. (now + FARTHEST_MS), '+inf', 'LIMIT', 0, 1000)) do
  redis.call('ZADD', DUE, now, concert)
end

local rooms = redis.call('ZCARD', DUE)
local overdue = redis.call('ZCOUNT', DUE, '-inf', now - tonumber(ARGV[3]))
local longest = tonumber(redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')[2] or now)
local most = tonumber(ARGV[1])
local taken = {}
if most > 0 then
  taken = redis.call('ZRANGEBYSCORE', DUE, '-inf', now - dueForMs, 'LIMIT', 0, most)
  for _, concert in ipairs(taken) do
    redis.call('ZADD', DUE, now + tonumber(ARGV[2]), concert)
  end
end
local next = redis.call('ZRANGE', DUE, 0, 0, 'WITHSCORES')[2]
local answer = { next and math.max(tonumber(next) + dueForMs - now, 0) or -1, rooms, overdue, math.max(now - longest, 0) }
for i, concert in ipairs(taken) do
  answer[4 + i] = concert
end
return answer

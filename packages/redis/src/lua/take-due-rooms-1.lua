--[[
  Puts back rooms that were handled, and takes those that are due, the longest due first. By Redis's clock alone.

  KEYS[1] sorted set: concert -> when it is due, milliseconds
  ARGV[1] most to take
  ARGV[2] how long whoever takes a room has for it, milliseconds
  ARGV[3] a room that is due for longer is overdue, milliseconds
  ARGV[4] only rooms that have been due for this long are taken, milliseconds
  ARGV[5...] for each room handled: concert, milliseconds until it is due again

  Output: milliseconds until the next of those not taken may be (-1: there is none), how many rooms there are, how many
  are overdue, how long the one that waits longest has been due, then the concerts taken. Atomic.
]]
local DUE = KEYS[1]
-- No room is due later than this unless the clock went back, as after a failover.
local FARTHEST_MS = 5000

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local dueForMs = tonumber(ARGV[4])
for i = 5, #ARGV, 2 do
  -- One that came to rest meanwhile stays out, and one that somebody joined meanwhile stays due.
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

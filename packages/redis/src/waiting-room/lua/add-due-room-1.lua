--[[
  Adds a room that is due at once, and wakes idle workers. A room that is due already keeps its due
  time, and wakes nobody: a worker is about to take it.

  KEYS[1] sorted set: concert -> when it is due, milliseconds
  ARGV[1] concert
  ARGV[2] channel of the workers

  Output: nothing. Atomic.
]]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
if redis.call('ZADD', KEYS[1], 'LT', 'CH', now, ARGV[1]) == 1 then
  redis.call('PUBLISH', ARGV[2], ARGV[1])
end

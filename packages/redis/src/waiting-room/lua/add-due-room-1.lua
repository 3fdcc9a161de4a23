--[[
  Adds a room that is due at once. A room that is due already keeps its due time.

  KEYS[1] sorted set: concert -> when it is due, milliseconds
  ARGV[1] concert

  Output: nothing. Atomic.
]]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
redis.call('ZADD', KEYS[1], 'LT', now, ARGV[1])

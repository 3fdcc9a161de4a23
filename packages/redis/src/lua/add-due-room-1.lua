--[[
  Has a room looked after at once. One that is due already stays due since then.

  KEYS[1] sorted set: concert -> when it is due, milliseconds
  ARGV[1] concert

  Output: nothing. Atomic.
]]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
redis.call('ZADD', KEYS[1], 'LT', now, ARGV[1])

--[[
  Writes drawn places, some at a time. Harmless when repeated.

  KEYS    see room.lua
  ARGV[1] name of the attempt that has the lease
  ARGV[2] how long the lease lasts from now, milliseconds
  ARGV[3...] for each: score (sequence - cutoff - 1), account

  Output: 1, or 0 when the lease is lost. Atomic.
]]
--- @include "room"

if redis.call('HGET', META, 'lease') ~= ARGV[1] then
  return 0
end
redis.call('HSET', META, 'leaseUntil', now + tonumber(ARGV[2]))
redis.call('ZADD', LINE, 'XX', unpack(ARGV, 3))
return 1

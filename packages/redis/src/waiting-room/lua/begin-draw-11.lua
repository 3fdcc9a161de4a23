--[[
  Takes the lease on a room's draw. Gathered fans score at most the cutoff and stay in that set until
  the draw is finished, so that a worker that takes over computes the same order.

  KEYS    see room.lua
  ARGV[1] name of the worker's attempt
  ARGV[2] how long the lease lasts, milliseconds
  ARGV[3] seed, used when none was published (the order was changed to 'shuffle' after fans had gathered)
  ARGV[4] its SHA-256

  Output: how many gathered, cutoff, seed; or nothing when no draw is due or another attempt has the lease. Atomic.
]]
--- @include "room"

local meta = redis.call('HMGET', META, 'phase', 'lease', 'leaseUntil', 'cutoff')
if meta[1] ~= 'drawing' then
  return {}
end
if meta[2] and meta[2] ~= ARGV[1] and tonumber(meta[3]) > now then
  return {}
end
redis.call('HSET', META, 'lease', ARGV[1], 'leaseUntil', now + tonumber(ARGV[2]))
if redis.call('HSETNX', META, 'seed', ARGV[3]) == 1 then
  redis.call('HSET', META, 'seedHash', ARGV[4])
end
return { redis.call('ZCOUNT', LINE, '-inf', meta[4]), tonumber(meta[4]), redis.call('HGET', META, 'seed') }

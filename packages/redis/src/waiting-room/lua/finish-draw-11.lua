--[[
  Removes fans who left during the draw, then opens the room.

  KEYS    see room.lua
  ARGV[1] name of the attempt that has the lease
  ARGV[2] most taken out in one call
  ARGV[3] channel on which the opening is announced: 'opened'

  Output: 1 when the room is open, 0 when the call must be repeated, -1 when the lease is lost. Atomic.
]]
--- @include "room"

if redis.call('HGET', META, 'lease') ~= ARGV[1] then
  return -1
end
for _, account in ipairs(redis.call('SPOP', LEAVERS, tonumber(ARGV[2]))) do
  redis.call('HDEL', FANS, account)
  redis.call('ZREM', LINE, account)
end
if redis.call('EXISTS', LEAVERS) == 1 then
  return 0
end
redis.call('HSET', META, 'phase', 'open', 'busySince', now)
redis.call('HDEL', META, 'lease', 'leaseUntil')
redis.call('PUBLISH', ARGV[3], 'opened')
return 1

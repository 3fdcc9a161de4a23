--[[
  Gives up a fan's place in any state. During a draw the fan stays in it until its end, so that every
  worker computes the same order.

  KEYS    see room.lua
  ARGV[1] account
  ARGV[2] token
  ARGV[3] if present: any token

  Output: 1, or 0 when the token is unknown or of another account. Atomic.
]]
--- @include "room"

local account = ARGV[1]
local record = redis.call('HGET', FANS, account)
if not record or (not ARGV[3] and tokenOf(record) ~= ARGV[2]) or stateOf(record) == 'l' then
  return 0
end
if stateOf(record) == 'w' and isDrawing() then
  local cutoff = tonumber(redis.call('HGET', META, 'cutoff'))
  if tonumber(redis.call('ZSCORE', LINE, account)) <= cutoff then
    redis.call('HSET', FANS, account, tokenOf(record) .. 'l' .. restOf(record))
    redis.call('SADD', LEAVERS, account)
    return 1
  end
end
redis.call('HDEL', FANS, account)
redis.call('ZREM', LINE, account)
redis.call('ZREM', PASSED, account)
redis.call('ZREM', INSIDE, account)
redis.call('ZREM', UNCLAIMED, account)
redis.call('ZREM', ENDED, account)
return 1

--[[
  Stops the clock of a room's passes and claims while holds cannot be decided. The next batch
  restarts it. Idempotent.

  KEYS    see room.lua
  ARGV[1] how long holds may not have been decided already, milliseconds

  Output: nothing. Atomic.
]]
--- @include "room"

if redis.call('EXISTS', META) == 1 then
  -- Holds could be decided at the last batch, so consecutive pauses never count the same time
  -- twice.
  local lastBatch = tonumber(redis.call('HGET', META, 'batchAt') or 0)
  redis.call('HSETNX', META, 'pausedAt', math.min(now, math.max(now - tonumber(ARGV[1]), lastBatch)))
  if redis.call('EXISTS', LINE) == 1 then
    redis.call('HSET', META, 'tickedAt', now)
  else
    rest(DAY_SECONDS)
  end
end

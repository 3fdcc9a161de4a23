--[[
  Stops the clock by which passes and claims of a room run, because nobody can hold seats for now. The next batch starts it
  again. Said again it changes nothing.

  KEYS    see room.lua
  ARGV[1] since how long that may have been so, milliseconds

  Output: nothing. Atomic.
]]
--- @include "room"

if redis.call('EXISTS', META) == 1 then
  -- Holds could be decided when there was a batch: pauses one after another must not count the same time twice.
  local lastBatch = tonumber(redis.call('HGET', META, 'batchAt') or 0)
  redis.call('HSETNX', META, 'pausedAt', math.min(now, math.max(now - tonumber(ARGV[1]), lastBatch)))
  if redis.call('EXISTS', LINE) == 1 then
    redis.call('HSET', META, 'tickedAt', now)
  else
    rest(DAY_SECONDS)
  end
end

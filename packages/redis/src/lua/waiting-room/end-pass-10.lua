--[[
  Ends the pass of an account; its place inside is free for the next batch.

  KEYS    see room.lua
  ARGV[1] account

  Output: 1, or 0 when the account has no pass. Atomic.
]]
--- @include "room"

local record = redis.call('HGET', FANS, ARGV[1])
if not record or stateOf(record) ~= 'a' then
  return 0
end
expire(ARGV[1], record)
return 1

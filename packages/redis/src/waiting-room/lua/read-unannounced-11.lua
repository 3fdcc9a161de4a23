--[[
  Reads admissions that are due to be announced and not confirmed as announced, the oldest first.

  KEYS    see room.lua
  ARGV[1] most to answer

  Output: for each admission `account:time`, then 1 if its fan has not been seen since and can still
  come in, else 0. Changes nothing. Atomic.
]]
--- @include "room"

local function isAwaited(account, at)
  local record = redis.call('HGET', FANS, account)
  if not record or stateOf(record) ~= 'a' then
    return false
  end
  local _, admittedAt = admissionOf(record)
  local claimBy = tonumber(redis.call('ZSCORE', UNCLAIMED, account))
  return admittedAt == at and claimBy and claimBy > now - paused()
end

local answer = {}
local due = redis.call('ZRANGEBYSCORE', UNANNOUNCED, '-inf', now, 'LIMIT', 0, tonumber(ARGV[1]))
for i, member in ipairs(due) do
  local account, at = string.match(member, '^(.*):(%d+)$')
  answer[2 * i - 1] = member
  answer[2 * i] = isAwaited(account, tonumber(at)) and 1 or 0
end
return answer

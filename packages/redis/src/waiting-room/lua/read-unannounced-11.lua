--[[
  Reads the oldest admissions that are not confirmed as announced.

  KEYS    see room.lua
  ARGV[1] most to answer

  Output: for each admission `account:time`, then 1 if it still counts (the fan is inside or can
  still come in), else 0. Changes nothing. Atomic.
]]
--- @include "room"

local function isTrue(account, at)
  local record = redis.call('HGET', FANS, account)
  if not record or stateOf(record) ~= 'a' then
    return false
  end
  local _, admittedAt = admissionOf(record)
  local deadline = tonumber(redis.call('ZSCORE', INSIDE, account))
  local claimBy = tonumber(redis.call('ZSCORE', UNCLAIMED, account))
  local passNow = now - paused()
  return admittedAt == at and deadline and deadline > passNow and (not claimBy or claimBy > passNow)
end

local answer = {}
for i, member in ipairs(redis.call('ZRANGE', UNANNOUNCED, 0, tonumber(ARGV[1]) - 1)) do
  local account, at = string.match(member, '^(.*):(%d+)$')
  answer[2 * i - 1] = member
  answer[2 * i] = isTrue(account, tonumber(at)) and 1 or 0
end
return answer

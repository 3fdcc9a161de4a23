--[[
  Ends passes and frees their places inside. Each call names a moment: a fan admitted later
  has another pass, which continues, so repeats are harmless. The moment is not by Redis's
  clock; if it precedes the admission, the pass expires by itself.

  KEYS    see room.lua
  ARGV    for each pass: account, the moment in milliseconds

  Output: 1 for each, or 0 when the account had no pass at that moment or has none any more. Atomic over all of them.
]]
--- @include "room"

local answer = {}
for i = 1, #ARGV, 2 do
  local record = redis.call('HGET', FANS, ARGV[i])
  local ends = false
  if record and stateOf(record) == 'a' then
    local _, admittedAt = admissionOf(record)
    ends = admittedAt <= tonumber(ARGV[i + 1])
  end
  if ends then
    expire(ARGV[i], record)
  end
  answer[#answer + 1] = ends and 1 or 0
end
return answer

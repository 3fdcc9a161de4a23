--[[
  Checks which fans have an active pass. A check also claims the pass.

  KEYS    see room.lua
  ARGV    for each fan: account, token

  Output: 1 or 0 for each. Atomic over all of them.
]]
--- @include "room"

local answer = {}
for i = 1, #ARGV, 2 do
  local record = redis.call('HGET', FANS, ARGV[i])
  local active = record and tokenOf(record) == ARGV[i + 1] and stateOf(record) == 'a' and passDeadline(ARGV[i])
  answer[#answer + 1] = active and 1 or 0
end
return answer

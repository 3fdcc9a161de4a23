--[[
  Says where fans stand, who show the token they were given. Notes now and then that they still ask.

  KEYS    see room.lua
  ARGV[1] when the sale opens, milliseconds; 0 when it is open
  ARGV[2] 'shuffle' or 'arrival'
  ARGV[3] seconds after which a waiting fan is noted as seen again
  ARGV[4...] for each fan: account, token

  Output: now, admissions per second, 1 when a schedule must be created, how many passed over may come back, how many
  are in line, then for each fan: 0, token, status, sequence, ahead, end of the pass. The status of a token that is unknown or of another account is 'unknown'. Atomic over all.
]]
--- @include "room"
--- @include "standing"

local order = ARGV[2]
local everySeconds = tonumber(ARGV[3])
local answer = { now, '0', 0, 0, 0 }
local passedOver = redis.call('ZCARD', PASSED)
local phase, cutoff
local waiting = false
for i = 4, #ARGV, 2 do
  local account, token = ARGV[i], ARGV[i + 1]
  local record = redis.call('HGET', FANS, account)
  local status, sequence, ahead, deadline = 'unknown', 0, 0, 0
  if record and tokenOf(record) == token and stateOf(record) ~= 'l' then
    if not phase then
      phase = phaseNow(tonumber(ARGV[1]), order)
      cutoff = tonumber(redis.call('HGET', META, 'cutoff') or 0)
    end
    if stateOf(record) == 'p' then
      record = comeBack(account, record, cutoff)
      passedOver = redis.call('ZCARD', PASSED)
    end
    if stateOf(record) == 'w' then
      waiting = true
      touch(account, record, everySeconds)
    end
    status, sequence, ahead, deadline = standingOf(account, record, phase, order, cutoff, passedOver)
  end
  local at = #answer
  answer[at + 1] = 0
  answer[at + 2] = token
  answer[at + 3] = status
  answer[at + 4] = sequence
  answer[at + 5] = ahead
  answer[at + 6] = deadline
end
if waiting then
  answer[2] = measuredRate()
  answer[3] = scheduleIsMissing()
  answer[4] = passedOver
  answer[5] = redis.call('ZCARD', LINE)
end
return answer

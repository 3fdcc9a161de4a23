--[[
  Returns fans' places by token. Records at intervals that they still poll.

  KEYS    see room.lua
  ARGV[1] the sales of the concert, see salesNow
  ARGV[2] 'shuffle' or 'arrival'
  ARGV[3] seconds after which a waiting fan is noted as seen again
  ARGV[4...] for each fan: account, token

  Output: now, admissions per second, 1 when a schedule must be created, how many passed over may come back, how many
  are in line, '' or 'closed' or 'sold_out', then for each fan: 0, token, status, sequence, ahead,
  end of the pass. The status is 'unknown' if the token is unknown or of another account, and 'over'
  if the fan's sale has closed. Atomic over all fans.
]]
--- @include "room"
--- @include "standing"

local order = ARGV[2]
local everySeconds = tonumber(ARGV[3])
local sales = salesNow(ARGV[1])
local answer = { now, '0', 0, 0, 0, sales.over or '' }
local phase, cutoff, passedOver
local waiting = false

-- Opens the room if it is time. A room that nobody has joined is unknown.
if redis.call('EXISTS', META) == 1 then
  phase = phaseNow(sales, order)
  cutoff = tonumber(redis.call('HGET', META, 'cutoff') or 0)
  passedOver = redis.call('ZCARD', PASSED)
end

local function isOfPast(account, token)
  local record = redis.call('HGET', PAST, account)
  return record and tokenOf(record) == token
end

local function look(account, token)
  local record = redis.call('HGET', FANS, account)
  if not record then
    return isOfPast(account, token) and 'over' or 'unknown', 0, 0, 0
  end
  local state = stateOf(record)
  if tokenOf(record) ~= token or state == 'l' then
    return 'unknown', 0, 0, 0
  end
  if sales.over == 'closed' and (state == 'w' or state == 'p') then
    return 'over', 0, 0, 0
  end
  if state == 'p' then
    record = comeBack(account, record, cutoff)
    passedOver = redis.call('ZCARD', PASSED)
  end
  if stateOf(record) == 'w' then
    waiting = true
    touch(account, record, everySeconds)
  end
  return standingOf(account, record, phase, order, cutoff, passedOver)
end

for i = 4, #ARGV, 2 do
  local account, token = ARGV[i], ARGV[i + 1]
  local status, sequence, ahead, deadline = 'unknown', 0, 0, 0
  if phase then
    status, sequence, ahead, deadline = look(account, token)
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

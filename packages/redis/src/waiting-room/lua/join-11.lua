--[[
  Gives each account one place. An existing place and token stay; an expired fan gets a new one at the
  end. The order of calls, and of fans within a call, is the order of arrival. An ended sale gives no
  place, but places of a sold-out sale stay, because seats may become free.

  KEYS    see room.lua
  ARGV[1] the sales of the concert, see salesNow
  ARGV[2] 'shuffle' or 'arrival'
  ARGV[3] seed for the draw, used when the room has none; '' for none
  ARGV[4] its SHA-256
  ARGV[5] seconds after which a waiting fan is noted as seen again
  ARGV[6...] for each fan: account, token to give

  Output: now, admissions per second, 1 when a schedule must be created, how many passed over may come back, how many
  are in line, '' or 'closed' or 'sold_out', then for each fan: 1 when newly given or 0, token, status ('refused' where none
  is given), sequence, ahead, end of the pass. Atomic over all of them.
]]
--- @include "room"
--- @include "standing"

local order = ARGV[2]
local sales = salesNow(ARGV[1])
local phase, later = phaseNow(sales, order)
promiseSeed(phase, later, order, ARGV[3], ARGV[4])
if not sales.over and redis.call('EXISTS', LINE) == 0 then
  redis.call('HSET', META, 'busySince', now)
end
local cutoff = tonumber(redis.call('HGET', META, 'cutoff') or 0)
local everySeconds = tonumber(ARGV[5])

local function give(account, token)
  local sequence = redis.call('HINCRBY', META, 'sequence', 1)
  local record = token .. 'w' .. seconds
  redis.call('HSET', FANS, account, record)
  redis.call('ZADD', LINE, sequence, account)
  return record
end

-- 1 and the record if new, 0 and the record if it existed, nil if no place is given.
local function join(account, token)
  if sales.over == 'closed' then
    return nil
  end
  local record = redis.call('HGET', FANS, account)
  if record then
    record = comeBack(account, record, cutoff)
  end
  local state = record and stateOf(record)
  if state == 'l' then
    record = tokenOf(record) .. 'w' .. seconds
    redis.call('HSET', FANS, account, record)
    redis.call('SREM', LEAVERS, account)
    return 1, record
  end
  if state == 'a' and not passDeadline(account) then
    expire(account, record)
    state = 'e'
  end
  if state == 'w' then
    touch(account, record, everySeconds)
  end
  if state == 'w' or state == 'a' then
    return 0, record
  end
  if sales.over then
    return nil
  end
  if state == 'e' then
    redis.call('ZREM', ENDED, account)
  end
  return 1, give(account, token)
end

local answer = { now, measuredRate(), 0, 0, 0, sales.over or '' }
local placed = false
for i = 6, #ARGV, 2 do
  local created, record = join(ARGV[i], ARGV[i + 1])
  local status, sequence, ahead, deadline = 'refused', 0, 0, 0
  if record then
    placed = true
    local passedOver = redis.call('ZCARD', PASSED)
    status, sequence, ahead, deadline = standingOf(ARGV[i], record, phase, order, cutoff, passedOver)
  end
  local at = #answer
  answer[at + 1] = created or 0
  answer[at + 2] = record and tokenOf(record) or ''
  answer[at + 3] = status
  answer[at + 4] = sequence
  answer[at + 5] = ahead
  answer[at + 6] = deadline
end
if placed then
  answer[3] = scheduleIsMissing()
  answer[4] = redis.call('ZCARD', PASSED)
  answer[5] = redis.call('ZCARD', LINE)
end
return answer

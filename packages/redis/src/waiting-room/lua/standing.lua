-- A fan's state, and the head of every answer with states. Included by `--- @include "standing"`.

-- How many fans are ahead of a score. Skipped fans count while they may return, so that a return
-- worsens no place and `ahead` is an upper bound.
local function aheadOf(account, score, passedOver)
  local rank = redis.call('ZRANK', LINE, account)
  if passedOver > 0 then
    rank = rank + redis.call('ZCOUNT', PASSED, '-inf', '(' .. score)
  end
  return rank
end

-- The record of a polling fan: a skipped one is first in line again, or has lost the place.
local function comeBack(account, record, cutoff)
  if stateOf(record) ~= 'p' then
    return record
  end
  if restOf(record) < seconds then
    giveUp(account, record, cutoff)
    return redis.call('HGET', FANS, account)
  end
  if redis.call('EXISTS', LINE) == 0 then
    redis.call('HSET', META, 'busySince', now)
  end
  redis.call('ZADD', LINE, redis.call('ZSCORE', PASSED, account), account)
  redis.call('ZREM', PASSED, account)
  local back = tokenOf(record) .. 'w' .. seconds
  redis.call('HSET', FANS, account, back)
  return back
end

-- status, sequence, ahead (-1: not decided yet), end of the pass (0: none) of a fan whose record is neither `l` nor `p`.
local function standingOf(account, record, phase, order, cutoff, passedOver)
  local state = stateOf(record)
  if state == 'a' then
    local sequence = admissionOf(record)
    local deadline = passDeadline(account)
    if deadline then
      return 'admitted', sequence, 0, deadline
    end
    expire(account, record)
    return 'expired', sequence, 0, 0
  end
  if state == 'e' then
    return 'expired', restOf(record), 0, 0
  end
  local score = tonumber(redis.call('ZSCORE', LINE, account))
  local gathered = phase == 'gathering' or (phase == 'drawing' and score <= cutoff)
  local status = gathered and 'pre_open' or 'waiting'
  if gathered and (phase == 'drawing' or order == 'shuffle') then
    -- During a draw a score may already be negative; the order of arrival is then unknown.
    return status, score > 0 and score or 0, -1, 0
  end
  return status, sequenceOf(score, cutoff), aheadOf(account, score, passedOver), 0
end

-- Records that a waiting fan polled, but not at every poll: a write costs an fsync.
local function touch(account, record, everySeconds)
  if seconds - restOf(record) >= everySeconds then
    redis.call('HSET', FANS, account, string.sub(record, 1, TOKEN_LENGTH + 1) .. seconds)
  end
end

-- Admissions per second of the last minute, as a string; '0' if not measured for a minute.
local function measuredRate()
  local measured = redis.call('HMGET', META, 'rate', 'ratedAt')
  if measured[1] and now - tonumber(measured[2]) < MINUTE_MS then
    return measured[1]
  end
  return '0'
end

-- 1 if the room has no schedule, for one caller in five seconds, who must create it.
local function scheduleIsMissing()
  local tickedAt = tonumber(redis.call('HGET', META, 'tickedAt'))
  if tickedAt and math.abs(now - tickedAt) < TICK_LOST_MS then
    return 0
  end
  redis.call('HSET', META, 'tickedAt', now)
  if not tickedAt then
    keep()
  end
  return 1
end

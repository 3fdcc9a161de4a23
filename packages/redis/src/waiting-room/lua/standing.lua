-- What a fan is told, and the head of every answer that tells it. Included by `--- @include "standing"`.

-- How many stand before a score. Those passed over count while they may come back, so that whoever does makes nobody's
-- place worse, and nobody is ever admitted after more than he was told.
local function aheadOf(account, score, passedOver)
  local rank = redis.call('ZRANK', LINE, account)
  if passedOver > 0 then
    rank = rank + redis.call('ZCOUNT', PASSED, '-inf', '(' .. score)
  end
  return rank
end

-- The record of a fan who asks: one who was passed over is back in front of the line, or has lost the place.
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
    -- While the draw is written a score may already be negative; what was given at arrival is no longer known then.
    return status, score > 0 and score or 0, -1, 0
  end
  return status, sequenceOf(score, cutoff), aheadOf(account, score, passedOver), 0
end

-- Notes that a waiting fan still asks, but not at every poll: a poll that writes costs an fsync.
local function touch(account, record, everySeconds)
  if seconds - restOf(record) >= everySeconds then
    redis.call('HSET', FANS, account, string.sub(record, 1, TOKEN_LENGTH + 1) .. seconds)
  end
end

-- Admissions per second of the last minute, as a string; '0' when nobody has measured for a minute.
local function measuredRate()
  local measured = redis.call('HMGET', META, 'rate', 'ratedAt')
  if measured[1] and now - tonumber(measured[2]) < MINUTE_MS then
    return measured[1]
  end
  return '0'
end

-- 1 when nobody ticks for this room, to one asker in five seconds: who gets it must see to a schedule.
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

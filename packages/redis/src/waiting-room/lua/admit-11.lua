--[[
  One batch: frees the places of absent fans and of expired passes, then admits the first in line and skips fans
  who stopped polling. Concurrent calls never exceed `most inside` fans inside, nor
  `most admitted a second` in any sliding second.

  KEYS    see room.lua
  ARGV[1] the sales of the concert, see salesNow
  ARGV[2] 'shuffle' or 'arrival'
  ARGV[3] most inside
  ARGV[4] most admitted a second
  ARGV[5] how long a pass lasts, milliseconds
  ARGV[6] how long an admitted fan may stay unseen, milliseconds
  ARGV[7] most of anything handled in one call, so that no call takes long
  ARGV[8] how long an expired fan is remembered, milliseconds
  ARGV[9] channel for admissions: 'admitted <account> <account> ...', and for changes of everybody's place
          (an opening without a draw, the end of a sale): 'opened'
  ARGV[10] seconds after which a waiting fan who does not poll is skipped
  ARGV[11] seconds within which a skipped fan may return to the front
  ARGV[12] seed for a draw if the room has none (the order became 'shuffle' after fans gathered); '' for none
  ARGV[13] its SHA-256
  ARGV[14] how long after an admission its fan is written to unless seen before, milliseconds

  Output: phase, waiting (none once the sale is closed), inside, milliseconds after which the next call can admit somebody, admissions not announced
  yet, how many were passed over, then the accounts admitted.
  If no fan waits, the next join must create a schedule. A pass ends with the sale. Atomic.
]]
--- @include "room"

-- Pause of a full room: a place inside may become free at any moment.
local FULL_PAUSE_MS = 250
-- Longest pause: settings may change, and passes expire.
local LONGEST_PAUSE_MS = 1000
local maxActive, perSecond = tonumber(ARGV[3]), tonumber(ARGV[4])
local passMs, claimMs = tonumber(ARGV[5]), tonumber(ARGV[6])
local limit, rememberMs = tonumber(ARGV[7]), tonumber(ARGV[8])
local absentSeconds, returnSeconds = tonumber(ARGV[10]), tonumber(ARGV[11])
local announceMs = tonumber(ARGV[14])
local sales = salesNow(ARGV[1])
local phase, later = phaseNow(sales, ARGV[2])
local cutoff = tonumber(redis.call('HGET', META, 'cutoff') or 0)

local function sweep(key)
  for _, account in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', now - paused(), 'LIMIT', 0, limit)) do
    expire(account, redis.call('HGET', FANS, account))
  end
end

local function forgetEnded()
  local old = redis.call('ZRANGEBYSCORE', ENDED, '-inf', now - rememberMs, 'LIMIT', 0, limit)
  if #old == 0 then
    return
  end
  redis.call('ZREM', ENDED, unpack(old))
  -- This set may outlive the fans of an idle room: its members may have new places since.
  for i, record in ipairs(redis.call('HMGET', FANS, unpack(old))) do
    if record and stateOf(record) == 'e' then
      redis.call('HDEL', FANS, old[i])
    end
  end
end

-- How many may enter now by the pace, and if none, when the next may.
local function allowance()
  -- After a failover to a server with a slower clock, batches in its future must not block
  -- admission.
  redis.call('ZREMRANGEBYSCORE', PACE, '(' .. (now + 1000), '+inf')
  local entered, oldest = 0, nil
  local recent = redis.call('ZRANGEBYSCORE', PACE, '(' .. (now - 1000), '+inf')
  for _, entry in ipairs(recent) do
    oldest = oldest or tonumber(string.match(entry, '^%d+'))
    entered = entered + tonumber(string.match(entry, '%d+$'))
  end
  return perSecond - entered, oldest and oldest + 1000 - now or 0
end

-- Deletes skipped fans who did not return in time.
local function giveUpAbsent()
  local passed = redis.call('ZRANGE', PASSED, 0, limit - 1)
  if #passed == 0 then
    return
  end
  for i, record in ipairs(redis.call('HMGET', FANS, unpack(passed))) do
    if restOf(record) < seconds then
      giveUp(passed[i], record, cutoff)
    end
  end
end

local function enter(account, record, score)
  local sequence = sequenceOf(score, cutoff)
  redis.call('HSET', FANS, account, tokenOf(record) .. 'a' .. sequence .. ':' .. now)
  local deadline = math.min(now + passMs, sales.ends or FOREVER)
  redis.call('ZADD', INSIDE, deadline - paused(), account)
  redis.call('ZADD', UNCLAIMED, math.min(now + claimMs, deadline) - paused(), account)
  redis.call('ZADD', UNANNOUNCED, now + announceMs, account .. ':' .. now)
  return sequence
end

local function passOver(account, record, score)
  redis.call('HSET', FANS, account, tokenOf(record) .. 'p' .. (seconds + returnSeconds))
  redis.call('ZADD', PASSED, score, account)
end

-- Admits up to `count`. Returns the accounts, and how many were taken out of the line (at most
-- `limit`).
local function admit(count)
  local accounts, handled = {}, 0
  local serving = tonumber(redis.call('HGET', META, 'serving') or 0)
  while #accounts < count and handled < limit do
    local popped = redis.call('ZPOPMIN', LINE, math.min(count - #accounts, limit - handled))
    if #popped == 0 then
      break
    end
    for i = 1, #popped, 2 do
      local account, score = popped[i], tonumber(popped[i + 1])
      local record = redis.call('HGET', FANS, account)
      if restOf(record) < seconds - absentSeconds then
        passOver(account, record, score)
      else
        serving = math.max(serving, enter(account, record, score))
        accounts[#accounts + 1] = account
      end
      handled = handled + 1
    end
  end
  if #accounts > 0 then
    local batch = redis.call('HINCRBY', META, 'batches', 1)
    redis.call('HINCRBY', META, 'admitted', #accounts)
    redis.call('HSET', META, 'serving', serving)
    redis.call('ZADD', PACE, now, now .. ':' .. batch .. ':' .. #accounts)
    redis.call('PUBLISH', ARGV[9], 'admitted ' .. table.concat(accounts, ' '))
  end
  return accounts, handled
end

-- Once a second: admissions per second over the last minute, or since fans waited.
local function measure()
  local measured = redis.call('HMGET', META, 'ratedAt', 'busySince')
  if measured[1] and math.abs(now - tonumber(measured[1])) < 1000 then
    return
  end
  redis.call('ZREMRANGEBYSCORE', PACE, '-inf', now - MINUTE_MS)
  local busySince = tonumber(measured[2] or 0)
  local since = busySince <= now and math.max(now - MINUTE_MS, busySince) or now - MINUTE_MS
  local count = 0
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', PACE, since, '+inf')) do
    count = count + tonumber(string.match(entry, '%d+$'))
  end
  local rate = count * 1000 / math.max(now - since, 1000)
  redis.call('HSET', META, 'rate', string.format('%.3f', rate), 'ratedAt', now)
end

-- Notifies watching fans once that their sale is over or continues.
local function tellEnd()
  if redis.call('HGET', META, 'over') == (sales.over or false) then
    return
  end
  if sales.over then
    redis.call('HSET', META, 'over', sales.over, 'unheard', 1)
  else
    redis.call('HDEL', META, 'over')
    redis.call('HSET', META, 'unheard', 1)
  end
end

promiseSeed(phase, later, ARGV[2], ARGV[12], ARGV[13])
tellEnd()
resume()
if redis.call('HDEL', META, 'unheard') == 1 then
  redis.call('PUBLISH', ARGV[9], 'opened')
end
sweep(UNCLAIMED)
sweep(INSIDE)
giveUpAbsent()
forgetEnded()
redis.call('HSET', META, 'tickedAt', now, 'batchAt', now)
redis.call('EXPIRE', META, IDLE_META_SECONDS)

if sales.over then
  -- No notices for fans who can buy nothing.
  redis.call('UNLINK', UNANNOUNCED)
end
local waiting = sales.over == 'closed' and 0 or redis.call('ZCARD', LINE)
local free = maxActive - redis.call('ZCARD', INSIDE)
local accounts, handled, pauseMs = {}, 0, FULL_PAUSE_MS
if sales.over then
  pauseMs = LONGEST_PAUSE_MS
elseif phase == 'open' and waiting > 0 then
  local count = math.min(waiting, free, (allowance()), limit)
  if count > 0 then
    accounts, handled = admit(count)
    waiting = waiting - handled
  end
  local allowed, pacePauseMs = allowance()
  if handled == limit then
    pauseMs = 0
  elseif free > #accounts and allowed <= 0 then
    pauseMs = math.min(pacePauseMs, LONGEST_PAUSE_MS)
  end
  measure()
elseif phase == 'gathering' then
  pauseMs = math.min(sales.next - now, LONGEST_PAUSE_MS)
end

if waiting > 0 and redis.call('TTL', LINE) >= 0 then
  -- The room was switched off and on again while a batch was under way.
  keep()
elseif waiting == 0 and redis.call('EXISTS', LINE) == 1 then
  -- The sale is closed, but may be prolonged.
  rest(DAY_SECONDS)
elseif waiting == 0 then
  -- The last pass counts, not the setting: it may have been granted for longer.
  local last = tonumber(redis.call('ZRANGE', INSIDE, -1, -1, 'WITHSCORES')[2] or now) + paused()
  rest(math.ceil((last - now + rememberMs) / 1000) + returnSeconds)
end

local unannounced = redis.call('ZCARD', UNANNOUNCED)
local answer = { phase, waiting, redis.call('ZCARD', INSIDE), pauseMs, unannounced, handled - #accounts }
for i, account in ipairs(accounts) do
  answer[6 + i] = account
end
return answer

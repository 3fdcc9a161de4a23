--[[
  What every script of the waiting room begins with: its keys, the time, and what more than one of them does. Included
  by `--- @include "room"`. All keys of a room share the hash tag of its concert.

  KEYS[1] meta hash: phase (gathering, drawing, open), sequence (last given), cutoff (last sequence before the opening),
          seed, seedHash, serving (last sequence admitted), admitted, batches, tickedAt, busySince, rate, ratedAt,
          lease, leaseUntil, unheard (opened without a draw, and not announced yet)
  KEYS[2] fans hash: account -> record: 22 characters of token, one of state, and the rest
            w  waiting, seconds when last seen
            l  leaves when the draw is over, seconds when last seen
            a  admitted, sequence:time of the admission, milliseconds
            p  passed over, seconds until which the fan may come back to the front
            e  expired, sequence
  KEYS[3] line sorted set: waiting accounts. A fan who came in the order of arrival scores the sequence; a fan whose
          place was drawn scores sequence - cutoff - 1, which is negative, so that both sets can be told apart.
  KEYS[4] inside sorted set: admitted accounts by the end of their pass, milliseconds
  KEYS[5] unclaimed sorted set: those of them not seen since, by the end of their claim, milliseconds
  KEYS[6] ended sorted set: expired accounts by when they expired
  KEYS[7] pace sorted set: batches of the last minute, `time:number:count` by time
  KEYS[8] leavers set: accounts that left during the draw
  KEYS[9] passed sorted set: accounts passed over, by the score they had in line
  KEYS[10] unannounced sorted set: admissions not handed over to the notices yet, `account:time` by time, milliseconds

  The only clock is that of Redis.
]]
local META, FANS, LINE, INSIDE = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local UNCLAIMED, ENDED, PACE, LEAVERS = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local PASSED, UNANNOUNCED = KEYS[9], KEYS[10]
local TOKEN_LENGTH = 22
local MINUTE_MS = 60000
local TICK_LOST_MS = 5000
local DAY_SECONDS = 24 * 3600
local IDLE_META_SECONDS = 30 * DAY_SECONDS

local clock = redis.call('TIME')
local seconds = tonumber(clock[1])
local now = seconds * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function stateOf(record)
  return string.sub(record, TOKEN_LENGTH + 1, TOKEN_LENGTH + 1)
end

local function tokenOf(record)
  return string.sub(record, 1, TOKEN_LENGTH)
end

local function restOf(record)
  return tonumber(string.sub(record, TOKEN_LENGTH + 2))
end

-- The sequence of an admitted fan, and when that was.
local function admissionOf(record)
  local sequence, at = string.match(record, '^(%d+):?(%d*)', TOKEN_LENGTH + 2)
  return tonumber(sequence), tonumber(at) or 0
end

-- The phase of the room at this moment. The first caller after the opening time opens it, whoever that is, so that
-- everybody who joins later is a late arrival. An opened room stays open.
local function phaseNow(opensAt, order)
  local phase = redis.call('HGET', META, 'phase')
  if phase == 'open' or phase == 'drawing' then
    return phase
  end
  if now < opensAt then
    if not phase then
      redis.call('HSET', META, 'phase', 'gathering')
    end
    return 'gathering'
  end
  local cutoff = redis.call('HGET', META, 'sequence') or 0
  local opened = 'open'
  if order ~= 'shuffle' then
    -- A promise that nothing is drawn by would only mislead.
    redis.call('HDEL', META, 'seed', 'seedHash')
  elseif redis.call('EXISTS', LINE) == 1 then
    opened = 'drawing'
  end
  redis.call('HSET', META, 'phase', opened, 'cutoff', cutoff, 'busySince', now)
  if phase == 'gathering' and opened == 'open' then
    redis.call('HSET', META, 'unheard', 1)
  end
  return opened
end

-- Binds the organiser to a seed while fans gather for a draw. The first one stays.
local function promiseSeed(phase, order, seed, seedHash)
  if phase == 'gathering' and order == 'shuffle' and seed ~= '' then
    if redis.call('HSETNX', META, 'seed', seed) == 1 then
      redis.call('HSET', META, 'seedHash', seedHash)
    end
  end
end

local function rememberAsEnded(account, token, sequence)
  redis.call('HSET', FANS, account, token .. 'e' .. sequence)
  redis.call('ZADD', ENDED, now, account)
  redis.call('EXPIRE', ENDED, DAY_SECONDS)
end

-- Ends an admitted fan's stay; the place inside is free for the next batch.
local function expire(account, record)
  redis.call('ZREM', INSIDE, account)
  redis.call('ZREM', UNCLAIMED, account)
  if record and stateOf(record) == 'a' then
    rememberAsEnded(account, tokenOf(record), (admissionOf(record)))
  end
end

-- The end of an admitted fan's pass, or nil when it is over. Being asked for is what claims a pass.
local function passDeadline(account)
  local deadline = tonumber(redis.call('ZSCORE', INSIDE, account))
  if not deadline or deadline <= now then
    return nil
  end
  local claimBy = tonumber(redis.call('ZSCORE', UNCLAIMED, account))
  if claimBy then
    if claimBy <= now then
      return nil
    end
    redis.call('ZREM', UNCLAIMED, account)
  end
  return deadline
end

local function sequenceOf(score, cutoff)
  if score < 0 then
    return score + cutoff + 1
  end
  return score
end

-- Ends the place of a fan who was passed over and stayed away too long.
local function giveUp(account, record, cutoff)
  local score = tonumber(redis.call('ZSCORE', PASSED, account))
  redis.call('ZREM', PASSED, account)
  rememberAsEnded(account, tokenOf(record), sequenceOf(score, cutoff))
end

-- Nobody ticks for the room from now on. It is forgotten after a while, unless somebody waits in it again.
local function rest(idleSeconds)
  redis.call('HDEL', META, 'tickedAt')
  redis.call('EXPIRE', META, IDLE_META_SECONDS)
  for i = 2, #KEYS do
    redis.call('EXPIRE', KEYS[i], idleSeconds)
  end
end

-- Takes back what `rest` said.
local function keep()
  for _, key in ipairs(KEYS) do
    redis.call('PERSIST', key)
  end
end

--[[
  The common part of the waiting room's scripts: keys, time and shared functions. Included
  by `--- @include "room"`. All keys of a room share the hash tag of its concert.

  KEYS[1] meta hash: phase (gathering, drawing, open), sequence (last given), cutoff (last sequence before the opening),
          seed, seedHash, serving (last sequence admitted), admitted, batches, tickedAt, batchAt (of the last batch),
          busySince, rate, ratedAt, lease, leaseUntil, unheard (a change of everybody's place that is not announced yet), spent (when the sales
          opened that were over when fans began to gather), opened (when the sale it is open for did), over (what was announced: closed, sold_out), pausedAt (since
          when nobody can hold seats), pausedMs (for how long nobody could, while somebody was inside), earlier (`hash:seed`
          of draws before the last), and of a later sale's gathering nextSeed, nextSeedHash
  KEYS[2] fans hash: account -> record: 22 characters of token, one of state, and the rest
            w  waiting, seconds when last seen
            l  leaves when the draw is over, seconds when last seen
            a  admitted, sequence:time of the admission, milliseconds
            p  passed over, seconds until which the fan may come back to the front
            e  expired, sequence
  KEYS[3] line sorted set: waiting accounts. A fan who came in the order of arrival scores the sequence; a fan whose
          place was drawn scores sequence - cutoff - 1, which is negative, so that both sets can be told apart.
  KEYS[4] inside sorted set: admitted accounts by the end of their pass, milliseconds of the clock of passes
  KEYS[5] unclaimed sorted set: those of them not seen since, by the end of their claim, milliseconds of the clock of passes
  KEYS[6] ended sorted set: expired accounts by when they expired
  KEYS[7] pace sorted set: batches of the last minute, `time:number:count` by time
  KEYS[8] leavers set: accounts that left during the draw
  KEYS[9] passed sorted set: accounts passed over, by the score they had in line
  KEYS[10] unannounced sorted set: admissions not handed over to the notices yet, `account:time` by when they are due, milliseconds
  KEYS[11] past hash: the fans of the sale before, for a while

  The only clock is that of Redis. The clock of passes is behind it by as long as nobody could hold seats.
]]
local META, FANS, LINE, INSIDE = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local UNCLAIMED, ENDED, PACE, LEAVERS = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local PASSED, UNANNOUNCED, PAST = KEYS[9], KEYS[10], KEYS[11]
local TOKEN_LENGTH = 22
local MINUTE_MS = 60000
local TICK_LOST_MS = 5000
local DAY_SECONDS = 24 * 3600
local IDLE_META_SECONDS = 30 * DAY_SECONDS
local PAST_SECONDS = 600
local MOST_EARLIER_SEEDS = 10
local MOST_PAUSED_MS = 3600000
-- A process of the previous version sees a gathering for a later sale as a draw in progress: it
-- admits nobody and shows no seed. The gathering holds this lease for that.
local NEXT_SALE = 'next-sale'
local FOREVER = 9000000000000000

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

--- @include "phases"

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

-- The time for which the clock of passes was stopped. One pause counts for an hour at most.
local pausedMs
local function paused()
  if not pausedMs then
    local known = redis.call('HMGET', META, 'pausedAt', 'pausedMs')
    local since = tonumber(known[1] or now)
    pausedMs = tonumber(known[2] or 0) + math.min(math.max(now - since, 0), MOST_PAUSED_MS)
  end
  return pausedMs
end

-- Restarts the clock of passes. An empty room has no passes to extend.
local function resume()
  if redis.call('EXISTS', INSIDE) == 0 then
    redis.call('HDEL', META, 'pausedAt', 'pausedMs')
    pausedMs = 0
  elseif redis.call('HEXISTS', META, 'pausedAt') == 1 then
    redis.call('HSET', META, 'pausedMs', paused())
    redis.call('HDEL', META, 'pausedAt')
  end
end

-- The end of an admitted fan's pass; nil if it is over. Calling this claims the pass.
local function passDeadline(account)
  local deadline = tonumber(redis.call('ZSCORE', INSIDE, account))
  if not deadline or deadline <= now - paused() then
    return nil
  end
  local claimBy = tonumber(redis.call('ZSCORE', UNCLAIMED, account))
  if claimBy then
    if claimBy <= now - paused() then
      return nil
    end
    redis.call('ZREM', UNCLAIMED, account)
  end
  return deadline + paused()
end

local function sequenceOf(score, cutoff)
  if score < 0 then
    return score + cutoff + 1
  end
  return score
end

-- Ends the place of a skipped fan who stayed away too long.
local function giveUp(account, record, cutoff)
  local score = tonumber(redis.call('ZSCORE', PASSED, account))
  redis.call('ZREM', PASSED, account)
  rememberAsEnded(account, tokenOf(record), sequenceOf(score, cutoff))
end

-- The room is no longer served. Its keys expire, unless a fan waits in it again.
local function rest(idleSeconds)
  redis.call('HDEL', META, 'tickedAt')
  redis.call('EXPIRE', META, IDLE_META_SECONDS)
  for i = 2, #KEYS do
    if KEYS[i] ~= PAST then
      redis.call('EXPIRE', KEYS[i], idleSeconds)
    end
  end
end

-- Undoes `rest`.
local function keep()
  for _, key in ipairs(KEYS) do
    if key ~= PAST then
      redis.call('PERSIST', key)
    end
  end
end

--[[
  Finishes jobs of an ordered queue after their outcomes are committed, and tells whoever waits for them. Writes what
  BullMQ's own moveToFinished writes, so that its readers and Bull Board see ordinary finished jobs. Acknowledging a job
  that is no longer waiting changes nothing.

  KEYS[1] wait list
  KEYS[2] completed sorted set
  KEYS[3] failed sorted set
  ARGV[1] prefix of the job keys
  ARGV[2] prefix of the answer channels
  ARGV[3] when they were finished, milliseconds
  ARGV[4] milliseconds after which a completed job is forgotten
  ARGV[5] milliseconds after which a failed job is forgotten
  ARGV[6] how many completed, and how many failed, jobs are kept at most
  ARGV[7...] for each job: id, 'completed' or 'failed', JSON return value or reason of failure

  Output: how many jobs were finished. Atomic over all of them.
]]
local prefix, now = ARGV[1], ARGV[3]
local first = 7
local count = (#ARGV - first + 1) / 3

-- As a rule they are the oldest that wait, in their order, and are taken from the list together.
local oldest = redis.call('LRANGE', KEYS[1], -count, -1)
local together = #oldest == count
for n = 1, #oldest do
  together = together and oldest[#oldest + 1 - n] == ARGV[first + 3 * (n - 1)]
end
if together then
  redis.call('LTRIM', KEYS[1], 0, -count - 1)
end

local ended = { completed = {}, failed = {} }
for i = first, #ARGV, 3 do
  local id, state = ARGV[i], ARGV[i + 1]
  local key = prefix .. id
  if (together or redis.call('LREM', KEYS[1], -1, id) > 0) and redis.call('EXISTS', key) == 1 then
    local field = state == 'completed' and 'returnvalue' or 'failedReason'
    redis.call('HSET', key, field, ARGV[i + 2], 'processedOn', now, 'finishedOn', now, 'atm', 1, 'ats', 1)
    local set = ended[state]
    set[#set + 1] = now
    set[#set + 1] = id
  end
  redis.call('PUBLISH', ARGV[2] .. id, '')
end
for state, key in pairs({ completed = KEYS[2], failed = KEYS[3] }) do
  if #ended[state] > 0 then
    redis.call('ZADD', key, unpack(ended[state]))
  end
end

--- @include "../../lua/forget-jobs"
forget(KEYS[2], prefix, now - ARGV[4], ARGV[6])
-- Failures are rare, so old ones are deleted only when there is a new one.
if #ended.failed > 0 then
  forget(KEYS[3], prefix, now - ARGV[5], ARGV[6])
end
return (#ended.completed + #ended.failed) / 2

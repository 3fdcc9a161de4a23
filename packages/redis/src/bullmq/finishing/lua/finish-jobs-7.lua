--[[
  Completes the jobs of a worker that ended together, and fetches as many others for it: one call instead of BullMQ's
  moveToFinished for each. Writes the same for jobs without parents, deduplication, priorities and limits of their rate,
  but no stream of events, which nobody reads.

  KEYS[1] wait list (BullMQ: newest left, oldest right)
  KEYS[2] active list
  KEYS[3] stalled set
  KEYS[4] delayed sorted set
  KEYS[5] meta hash
  KEYS[6] completed sorted set
  KEYS[7] marker sorted set, on which idle workers block
  ARGV[1] prefix of the job keys
  ARGV[2] prefix of the channels of jobs
  ARGV[3] now, milliseconds
  ARGV[4] milliseconds for which a fetched job is locked
  ARGV[5] milliseconds after which a completed job is forgotten
  ARGV[6] how many completed jobs are kept at most
  ARGV[7...] for each job: id, token of its lock, JSON return value, 1 to fetch another job with that token, otherwise 0

  Output, one for each job: the error code of moveToFinished (-1 no such job, -2 not locked, -3 not active, -6 locked by
  another worker), or 0 without another job, or { fields and values of the other job, its id }. Nothing is fetched while
  the queue is paused or limited, nor while a delayed job is due: the worker's next moveToActive sees to that. Atomic.
]]
local wait, active, delayed, meta = KEYS[1], KEYS[2], KEYS[4], KEYS[5]
local prefix, now, lockMs = ARGV[1], ARGV[3], ARGV[4]
local first = 7
local completed = {}

-- Numbers are counted here, so that one command writes all fields of a job: each command goes to the log of Redis.
local function finish(id, token, returned)
  local key = prefix .. id
  if redis.call('EXISTS', key) == 0 then
    return -1
  end
  local holder = redis.call('GET', key .. ':lock')
  if holder ~= token then
    return holder and -6 or -2
  end
  redis.call('DEL', key .. ':lock')
  redis.call('SREM', KEYS[3], id)
  if redis.call('LREM', active, -1, id) == 0 then
    return -3
  end
  local attempts = (redis.call('HGET', key, 'atm') or 0) + 1
  redis.call('HSET', key, 'returnvalue', returned, 'finishedOn', now, 'atm', attempts)
  completed[#completed + 1] = now
  completed[#completed + 1] = id
  redis.call('PUBLISH', ARGV[2] .. id, '')
  return 0
end

--- @include "fetch-job"

local answers = {}
for i = first, #ARGV, 4 do
  answers[#answers + 1] = finish(ARGV[i], ARGV[i + 1], ARGV[i + 2])
end
if #completed > 0 then
  redis.call('ZADD', KEYS[6], unpack(completed))
end
if mayFetch() then
  for n, answer in ipairs(answers) do
    local i = first + 4 * (n - 1)
    if answer == 0 and ARGV[i + 3] == '1' then
      answers[n] = fetch(ARGV[i + 1])
    end
  end
  if redis.call('LLEN', wait) > 0 then
    redis.call('ZADD', KEYS[7], 0, '0')
  end
end

--- @include "../../lua/forget-jobs"
forget(KEYS[6], prefix, now - ARGV[5], ARGV[6])
return answers

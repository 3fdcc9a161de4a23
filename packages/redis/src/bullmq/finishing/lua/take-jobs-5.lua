--[[
  Takes waiting jobs for a worker: as many as it has idle places, one call instead of BullMQ's moveToActive for each.

  KEYS[1] wait list (BullMQ: newest left, oldest right)
  KEYS[2] active list
  KEYS[3] delayed sorted set
  KEYS[4] meta hash
  KEYS[5] marker sorted set, on which idle workers block
  ARGV[1] prefix of the job keys
  ARGV[2] now, milliseconds
  ARGV[3] milliseconds for which a taken job is locked
  ARGV[4] places of the worker: no job is taken while so many are active, here and elsewhere
  ARGV[5] how many jobs are taken at most
  ARGV[6] what the tokens of the worker begin with
  ARGV[7] number of its last token; the tokens of the taken jobs have the next numbers

  Output: { for each taken job { its fields and values, its id } }, and 1 if another job may wait or become due, otherwise 0.
  Nothing is taken while the queue is paused or limited, nor while a delayed job is due. Atomic.
]]
local wait, active, delayed, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local prefix, now, lockMs = ARGV[1], ARGV[2], ARGV[3]

--- @include "fetch-job"

if not mayFetch() then
  return { {}, 1 }
end
local jobs = {}
for n = 1, math.min(ARGV[5], ARGV[4] - redis.call('LLEN', active)) do
  local job = fetch(ARGV[6] .. ARGV[7] + n)
  if job == 0 then
    break
  end
  jobs[n] = job
end
if redis.call('LLEN', wait) > 0 then
  redis.call('ZADD', KEYS[5], 0, '0')
  return { jobs, 1 }
end
return { jobs, redis.call('EXISTS', delayed) }

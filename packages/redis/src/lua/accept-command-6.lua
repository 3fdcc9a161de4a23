--[[
  Accepts a command: claims its idempotency key and puts its job at the end of its queue, in one step. Writes what BullMQ's
  own addStandardJob writes for a job with a custom id, so that BullMQ's workers, getters and Bull Board see an ordinary job.

  KEYS[1] claim of the idempotency key
  KEYS[2] job hash
  KEYS[3] wait list (BullMQ: newest left, oldest right)
  KEYS[4] meta hash
  KEYS[5] marker sorted set, on which idle workers block
  KEYS[6] events stream
  ARGV[1] claim: fingerprint and job id
  ARGV[2] seconds for which the claim is remembered
  ARGV[3] job id
  ARGV[4] name
  ARGV[5] data, JSON
  ARGV[6] options, JSON
  ARGV[7] now, milliseconds
  ARGV[8] how many events are kept, about
  ARGV[9] how many jobs may wait

  Output: 1 accepted, 0 accepted before (the same claim), -1 the key was claimed for something else, -2 too many jobs wait:
  nothing was written, so the same key can be tried again. A job that exists is left as it is, however many wait; one that
  was claimed and is gone is added again. Atomic.
]]
local earlier = redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2], 'NX', 'GET')
if earlier and earlier ~= ARGV[1] then
  return -1
end
if redis.call('EXISTS', KEYS[2]) == 0 then
  if redis.call('LLEN', KEYS[3]) >= tonumber(ARGV[9]) then
    if not earlier then
      redis.call('DEL', KEYS[1])
    end
    return -2
  end
  redis.call('HSET', KEYS[2], 'name', ARGV[4], 'data', ARGV[5], 'opts', ARGV[6], 'timestamp', ARGV[7],
    'delay', 0, 'priority', 0)
  redis.call('LPUSH', KEYS[3], ARGV[3])
  if redis.call('HEXISTS', KEYS[4], 'paused') == 0 then
    redis.call('ZADD', KEYS[5], 0, '0')
  end
  redis.call('XADD', KEYS[6], 'MAXLEN', '~', ARGV[8], '*', 'event', 'added', 'jobId', ARGV[3], 'name', ARGV[4])
end
return earlier and 0 or 1

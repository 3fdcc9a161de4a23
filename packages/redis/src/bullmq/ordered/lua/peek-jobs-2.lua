--[[
  Reads the oldest waiting jobs of an ordered queue, or those right behind some that were read before, and leaves them where
  they are: the wait list is the order, and a reader that dies has taken nothing with it.

  KEYS[1] wait list (BullMQ: newest left, oldest right)
  KEYS[2] meta hash
  ARGV[1] prefix of the job keys
  ARGV[2] how many at most
  ARGV[3] how many were read before and still wait; 0 for none
  ARGV[4] the last of those

  Output: id, name, data of each job, flat, oldest first. Nothing while the queue is paused, nor when the jobs read before
  are not the oldest any more: the reader then starts anew. A job whose hash is gone has '' for name and data. Atomic: one
  moment of the list.
]]
if redis.call('HEXISTS', KEYS[2], 'paused') == 1 then
  return {}
end
local skip = tonumber(ARGV[3])
if skip > 0 and redis.call('LINDEX', KEYS[1], -skip) ~= ARGV[4] then
  return {}
end
local ids = redis.call('LRANGE', KEYS[1], -skip - tonumber(ARGV[2]), -skip - 1)
local jobs = {}
for i = #ids, 1, -1 do
  local job = redis.call('HMGET', ARGV[1] .. ids[i], 'name', 'data')
  jobs[#jobs + 1] = ids[i]
  jobs[#jobs + 1] = job[1] or ''
  jobs[#jobs + 1] = job[2] or ''
end
return jobs

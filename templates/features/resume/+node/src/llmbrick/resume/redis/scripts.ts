import { createHash } from "node:crypto";

/** A script that Redis runs as one step: nothing comes in between. */
export interface Script {
  text: string;
  sha: string;
}

/** Milliseconds since 1970 by Redis's own clock, the only one that all replicas share. */
const clock = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * What the scripts share: names of keys, whether a replica lives, and the end of an answer whose replica does not.
 * An owner's answers are in two sorted sets, those under way and those that are over, by the time when they expire.
 */
const common = `local function log(id) return 'llmbrick:answer:' .. id .. ':log' end
local function meta(id) return 'llmbrick:answer:' .. id end
local function underWay(owner) return 'llmbrick:owner:' .. owner end
local function over(owner) return 'llmbrick:owner:' .. owner .. ':over' end
local function lives(replica)
  local untilTime = redis.call('ZSCORE', 'llmbrick:leases', replica)
  return untilTime and tonumber(untilTime) > now
end
local function lengthen(key, keep)
  if redis.call('PTTL', key) < tonumber(keep) then redis.call('PEXPIRE', key, keep) end
end
local function keepOn(id, owner, name, keep)
  redis.call('PEXPIRE', meta(id), keep)
  redis.call('PEXPIRE', log(id), keep)
  if name ~= '' then redis.call('PEXPIRE', 'llmbrick:name:' .. name, keep) end
  lengthen(underWay(owner), keep)
end
local function finish(id, owner, ending, keep)
  redis.call('XADD', log(id), redis.call('HGET', meta(id), 'last') .. '-1', 'e', ending)
  redis.call('HSET', meta(id), 'ending', ending)
  redis.call('ZREM', underWay(owner), id)
  redis.call('ZADD', over(owner), now + keep, id)
  lengthen(over(owner), keep)
end
local function breakOff(id, owner, last, frame, keep)
  redis.call('XADD', log(id), last .. '-0', 'f', last, 't', 'id: ' .. last .. '\\n' .. frame)
  redis.call('HSET', meta(id), 'last', last, 'token', '')
  finish(id, owner, 'error', keep)
end
`;

/** `clockText`: another clock, for tests. */
export function script(body: string, clockText = clock): Script {
  const text = clockText + common + body;
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

/** Forgets the replicas whose lease is over, and with them their places. */
const purge = `for _, dead in ipairs(redis.call('ZRANGEBYSCORE', 'llmbrick:leases', '-inf', now)) do
  redis.call('ZREM', 'llmbrick:leases', dead)
  redis.call('HDEL', 'llmbrick:places', dead)
  redis.call('HDEL', 'llmbrick:versions', dead)
end
`;

/** Of what a replica says of its places, only the latest counts: connections that break may turn the order round. */
const newest = `local replica, version = ARGV[1], tonumber(ARGV[2])
local isNew = version > tonumber(redis.call('HGET', 'llmbrick:versions', replica) or 0)
local function say(count)
  redis.call('HSET', 'llmbrick:versions', replica, version)
  redis.call('HSET', 'llmbrick:places', replica, count)
end
local function total()
  local sum = 0
  for _, count in ipairs(redis.call('HVALS', 'llmbrick:places')) do sum = sum + count end
  return sum
end
`;

export const bodies = {
  /**
   * Takes or renews a lease, and says how many places the replica has. Gives how many all have; -1 where the lease
   * was over: its places are others' now.
   * Arguments: replica, version, milliseconds of the lease, places, whether the lease is a new one.
   */
  renew: `${purge}${newest}
if ARGV[5] ~= '1' and not lives(replica) then return -1 end
if isNew then
  redis.call('ZADD', 'llmbrick:leases', now + ARGV[3], replica)
  say(ARGV[4])
end
return total()`,

  /**
   * Takes a place. Gives 1, or 0 where none is free; -1 where the lease is over, -2 where something later was said.
   * Arguments: replica, version, places that the replica would have, limit of all places.
   */
  take: `${purge}${newest}
if not lives(replica) then return -1 end
local own = tonumber(redis.call('HGET', 'llmbrick:places', replica) or 0)
if not isNew then return -2 end
if total() - own + ARGV[3] > tonumber(ARGV[4]) then return 0 end
say(ARGV[3])
return 1`,

  /** Gives a lease and its places back. Arguments: replica. */
  leave: `redis.call('ZREM', 'llmbrick:leases', ARGV[1])
redis.call('HDEL', 'llmbrick:places', ARGV[1])
redis.call('HDEL', 'llmbrick:versions', ARGV[1])
return 1`,

  /**
   * Begins an answer. Gives nothing; or the id of the owner's answer by this name and what it asks; or "many".
   * Arguments: id, owner, replica, token, milliseconds to keep, answers an owner may have, name ("": none), what it asks.
   */
  create: `local id, owner, replica, token, keep, most, name, asks = unpack(ARGV)
if not lives(replica) then return redis.error_reply('NOLEASE') end
local named = 'llmbrick:name:' .. name
if name ~= '' then
  local there = redis.call('HMGET', named, 'id', 'asks')
  if there[1] and redis.call('EXISTS', meta(there[1])) == 1 then return there end
end
for _, due in ipairs(redis.call('ZRANGEBYSCORE', underWay(owner), '-inf', now)) do
  local rest = redis.call('PTTL', meta(due))
  if rest > 0 then redis.call('ZADD', underWay(owner), now + rest, due)
  else redis.call('ZREM', underWay(owner), due) end
end
redis.call('ZREMRANGEBYSCORE', over(owner), '-inf', now)
if redis.call('ZCARD', underWay(owner)) + redis.call('ZCARD', over(owner)) >= tonumber(most) then
  local oldest = redis.call('ZPOPMIN', over(owner))[1]
  if not oldest then return {'many', ''} end
  redis.call('DEL', meta(oldest), log(oldest), 'llmbrick:name:' .. (redis.call('HGET', meta(oldest), 'name') or ''))
end
redis.call('HSET', meta(id), 'owner', owner, 'replica', replica, 'token', token, 'first', 1, 'last', 0, 'bytes', 0, 'ending', '', 'name', name)
redis.call('ZADD', underWay(owner), now + keep, id)
if name ~= '' then redis.call('HSET', named, 'id', id, 'asks', asks) end
keepOn(id, owner, name, keep)
return {}`,

  /**
   * Forgets an answer that was begun, of which its writer knows nothing: its name is free, who reads it is told.
   * Arguments: id, owner, token, the frame for an answer that is broken off, milliseconds that readers have for it.
   */
  forget: `local id, owner, token, frame, keep = unpack(ARGV)
if redis.call('HGET', meta(id), 'token') ~= token then return 0 end
breakOff(id, owner, '1', frame, keep)
redis.call('PEXPIRE', log(id), keep)
redis.call('DEL', meta(id))
redis.call('ZREM', over(owner), id)
return 1`,

  /** Removes all of an answer that is no longer what was written there, whatever it is now. Arguments: id, owner. */
  remove: `local id, owner = unpack(ARGV)
redis.call('DEL', meta(id), log(id))
return redis.pcall('ZREM', underWay(owner), id)`,

  /**
   * Adds frames to an answer, and its end, once, however often it is asked. Gives "ok"; "fenced" where the answer is no
   * longer its writer's; "gone" where nothing is known of it.
   * Arguments: id, token, first and last id, text ("": none), ending ("": none), bytes and events kept, milliseconds to keep.
   */
  append: `local id, token, first, last, text, ending, maxBytes, maxEvents, keep = unpack(ARGV)
local now_ = redis.call('HMGET', meta(id), 'token', 'last', 'bytes', 'first', 'ending', 'replica', 'owner', 'name')
if not now_[1] then return 'gone' end
if now_[1] ~= token then return 'fenced' end
if now_[5] ~= '' then return 'ok' end
if not lives(now_[6]) then return 'fenced' end
if text ~= '' and tonumber(last) > tonumber(now_[2]) then
  redis.call('XADD', log(id), last .. '-0', 'f', first, 't', text)
  local bytes, oldest = now_[3] + #text, tonumber(now_[4])
  while bytes > tonumber(maxBytes) or last - oldest >= tonumber(maxEvents) do
    local entry = redis.call('XRANGE', log(id), '-', '+', 'COUNT', 1)[1]
    local entryLast = entry[1]:match('^%d+')
    if entryLast == last then break end
    redis.call('XDEL', log(id), entry[1])
    bytes = bytes - #entry[2][4]
    oldest = entryLast + 1
  end
  redis.call('HSET', meta(id), 'last', last, 'bytes', bytes, 'first', oldest)
end
if ending ~= '' then finish(id, now_[7], ending, keep) end
keepOn(id, now_[7], now_[8], keep)
return 'ok'`,

  /**
   * Looks at an answer, and ends it where its replica has died. Gives nothing where the owner has no such answer, else
   * replica, first and last id, ending.
   * Arguments: id, owner ("": whoever it is), the frame for an answer that is broken off, milliseconds to keep.
   */
  look: `local id, owner, frame, keep = unpack(ARGV)
local found = redis.call('HMGET', meta(id), 'owner', 'replica', 'first', 'last', 'ending')
if not found[1] or (owner ~= '' and found[1] ~= owner) then return {} end
if found[5] == '' and not lives(found[2]) then
  local last = tostring(found[4] + 1)
  breakOff(id, found[1], last, frame, keep)
  redis.call('PEXPIRE', meta(id), keep)
  redis.call('PEXPIRE', log(id), keep)
  found[4], found[5] = last, 'error'
end
return {found[2], found[3], found[4], found[5]}`,
};

export const scripts = Object.fromEntries(
  Object.entries(bodies).map(([name, body]) => [name, script(body)]),
) as Record<keyof typeof bodies, Script>;

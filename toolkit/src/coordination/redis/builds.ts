/**
 * A part of the script: what each build may have of the limits while processes of several protocols share an account, as
 * in a rolling deploy. They can't share one state, so each build has a part of every limit, by the number of its
 * processes.
 *
 * A build tells how many it has, and takes a larger part of a limit only once all others must have read that and shrunk to
 * theirs: a lease and that limit's cycle later. While the store was away nobody could read, so that this begins again
 * when it is back. It tells of fewer only once what those held can be in use no more. So the parts of all never add up to
 * more than the limit.
 *
 * KEYS[2] the builds, by their protocols. Of each: `told`, how many processes it says it has, and since when that many;
 * `settled`, by pool, of how many of them the others can use nothing any more; `heardAtMs`, when one of them was heard
 * last, `untilMs`, when nothing of it can be in use any more, and `backAtMs`, when it took the store to have been away last.
 */
export const buildsScript = `
local function settleMsOf(asked) return request.leaseMs + math.min(asked.cycleMs, longestSettlingMs) end
local settleMs = 0
for _, asked in pairs(request.pools) do settleMs = math.max(settleMs, settleMsOf(asked)) end

local function processesOf(state)
  local names, count = {}, 0
  for _, pool in pairs(state.pools) do
    for name, holder in pairs(pool.holders) do
      if holder.leaseUntilMs > nowMs then names[name] = true end
    end
  end
  names[request.member] = not request.leaves or nil
  for _ in pairs(names) do count = count + 1 end
  return count
end

local own = { told = 0, settled = {}, sinceMs = nowMs, peak = 0 }
local others, buildsHeardAtMs, backAtMs = 0, 0, 0
local builds = redis.call('HGETALL', KEYS[2])
for at = 1, #builds, 2 do
  local build = cjson.decode(builds[at + 1])
  buildsHeardAtMs = math.max(buildsHeardAtMs, build.heardAtMs)
  backAtMs = math.max(backAtMs, build.backAtMs or 0)
  -- The others may have taken the part of one that was silent for so long.
  if build.untilMs > nowMs then
    if builds[at] == request.protocol then own = build else others = others + build.told end
  end
end

-- @returns this build's part of each pool
local function shareWithBuilds(state, isBack)
  if isBack then own.backAtMs, backAtMs = nowMs, nowMs end
  local count = processesOf(state)
  if count > own.told then
    own.told, own.sinceMs = count, nowMs
  elseif count < own.told then
    own.peak = math.max(own.peak, count)
    own.fewerSinceMs = own.fewerSinceMs or nowMs
    if nowMs - own.fewerSinceMs >= settleMs then
      own.told, own.peak, own.fewerSinceMs = own.peak, 0, nil
    end
  end
  if count >= own.told then own.peak, own.fewerSinceMs = 0, nil end
  for name, asked in pairs(request.pools) do
    if others == 0 or nowMs - math.max(own.sinceMs, backAtMs) >= settleMsOf(asked) then own.settled[name] = own.told end
  end
  local parts = {}
  for name, settled in pairs(own.settled) do
    own.settled[name] = math.min(settled, own.told)
    parts[name] = math.min(count, own.settled[name]) / (own.told + others)
  end
  own.heardAtMs, own.untilMs = nowMs, nowMs + settleMs
  redis.call('HSET', KEYS[2], request.protocol, cjson.encode(own))
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
  return parts
end
`;

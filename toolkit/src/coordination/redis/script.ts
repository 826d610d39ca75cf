import { buildsScript } from './builds.ts';
import { lumpsScript } from './lumps.ts';

/**
 * `exchange()` of ../exchange.ts as a script for Redis, step by step: a test compares the two on random histories. The
 * state is one value, so that each exchange is atomic.
 *
 * KEYS[1] the account's state, KEYS[2] see builds.ts. ARGV[1] the request as JSON, with the `protocol` of this build,
 * ARGV[2] how long Redis keeps the state, in milliseconds.
 * For tests: ARGV[3] the time in milliseconds, ARGV[4] for how many seconds Redis has run.
 */
export const exchangeScript = `
local request = cjson.decode(ARGV[1])
local missedLeases = 10
local longestSettlingMs = 70000
local nowMs = tonumber(ARGV[3])
if not nowMs then
  local time = redis.call('TIME')
  nowMs = time[1] * 1000 + time[2] / 1000
end

${buildsScript}
local function newAccount()
  -- For how long nobody can have held anything of a state that is not here: since Redis started without it.
  local quietS = tonumber(ARGV[4])
  if not quietS then
    local info = redis.pcall('INFO', 'server')
    local uptimeS = type(info) == 'string' and tonumber(string.match(info, 'uptime_in_seconds:(%d+)')) or 0
    -- The difference of two times in whole seconds may be too large by one.
    quietS = math.max(0, uptimeS - 1)
  end
  return { sinceMs = nowMs - quietS * 1000, lastExchangeMs = nowMs, pools = {}, pausesUntilMs = {} }
end

-- @returns whether others may have used meanwhile what they held, and not have read what there is to read
local function reviveAfterSilence(state)
  local untilMs = nowMs + request.leaseMs / 3
  local heardAtMs = state.lastExchangeMs
  local silentMs = nowMs - heardAtMs
  state.lastExchangeMs = nowMs
  if silentMs <= request.leaseMs / 2 then return false end
  local anyOthers = false
  for _, pool in pairs(state.pools) do
    pool.strangersHold = pool.strangersHold and heardAtMs < pool.settledAtMs
    local hasOthers = pool.strangersHold
    for name, holder in pairs(pool.holders) do
      -- One whose lease had ended when another build was heard: the store was there, and did not hear from it.
      if holder.leaseUntilMs > heardAtMs then
        holder.leaseUntilMs = math.max(holder.leaseUntilMs, untilMs)
        holder.alone = true
      end
      if name ~= request.member then hasOthers = true end
    end
    for name in pairs(pool.missedUntilMs) do
      if name ~= request.member then hasOthers = true end
    end
    if hasOthers then
      anyOthers = true
      pool.settledAtMs = math.max(pool.settledAtMs, nowMs + request.leaseMs)
      pool.free = {}
      pool.filled = true
    end
  end
  return anyOthers
end

${lumpsScript}
local function namesOf(members)
  local names = {}
  for name in pairs(members) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function isRecovering(pool)
  if nowMs >= pool.settledAtMs then return false end
  if pool.strangersHold then return true end
  for _, holder in pairs(pool.holders) do
    if holder.alone then return true end
  end
  return false
end

local function expire(pool, cycleMs)
  local recovering = isRecovering(pool)
  for _, name in ipairs(namesOf(pool.holders)) do
    local holder = pool.holders[name]
    if holder.leaseUntilMs <= nowMs then
      pool.holders[name] = nil
      pool.missedUntilMs[name] = holder.leaseUntilMs + missedLeases * request.leaseMs
      if recovering then pool.filled = true else addLump(pool.free, holder.leaseUntilMs + cycleMs, holder.held) end
    end
  end
  for name, untilMs in pairs(pool.missedUntilMs) do
    if name == request.member or untilMs <= nowMs then pool.missedUntilMs[name] = nil end
  end
end

local sinceByTurn = {}

local function settleClaim(pool, asked, recovering)
  local known = pool.holders[request.member]
  local claim = asked.held + amountOf(asked.released)
  local isOutdated = known and asked.epoch < known.epoch
  local isBelieved = recovering and not request.lapsed and (known or pool.strangersHold)
  local fair = recovering and math.floor(asked.total / math.max(1, #namesOf(pool.holders))) or math.huge
  local most = isBelieved and claim or math.min(known and known.held or 0, fair)
  local revoked = isOutdated or claim > most
  local held = revoked and 0 or claim
  if known and known.held > held then
    if recovering then pool.filled = true else addLump(pool.free, nowMs + asked.cycleMs, known.held - held) end
  end
  pool.holders[request.member] = {
    held = revoked and 0 or asked.held,
    want = asked.want,
    leaseUntilMs = nowMs + request.leaseMs,
    epoch = math.max(asked.epoch, known and known.epoch or 0) + (revoked and 1 or 0),
    lacked = known and known.lacked or 0,
    alone = known and known.alone or false,
    needs = asked.needs,
    turn = asked.turn,
    needsSinceMs = asked.needs > 0 and sinceByTurn[asked.turn] or nowMs,
  }
  return revoked
end

local function rest(pool, untilMs, count)
  addLump(pool.free, untilMs, amountOf(takeLumps(pool.free, count)))
  pool.filled = true
end

local function conserve(pool, asked, recovering)
  local missing = asked.total - amountOf(pool.free)
  for _, holder in pairs(pool.holders) do missing = missing - holder.held end
  if missing > 0 and not recovering then
    addLump(pool.free, pool.filled and nowMs + asked.cycleMs or nowMs, missing)
  end
  if missing < 0 then takeLumps(pool.free, -missing) end
  if not recovering then pool.filled = true end
end

local function fairShares(total, wants)
  local count = #wants
  local ascending = {}
  for at, want in ipairs(wants) do ascending[at] = { want = want, at = at } end
  table.sort(ascending, function(a, b) return a.want < b.want end)
  local shares = {}
  for at = 1, count do shares[at] = 0 end
  local left = total
  local served = 0
  for _, one in ipairs(ascending) do
    if one.want > left / (count - served) then break end
    shares[one.at] = one.want
    left = left - one.want
    served = served + 1
  end
  local others = {}
  for turn = served < count and served + 1 or 1, count do others[#others + 1] = ascending[turn].at end
  table.sort(others)
  for turn, at in ipairs(others) do
    local part = math.floor(left / (#others - turn + 1))
    shares[at] = shares[at] + part
    left = left - part
  end
  return shares
end

local function sharesOf(pool, names, asked)
  local wants = {}
  for at, name in ipairs(names) do wants[at] = pool.holders[name].want end
  local shares = fairShares(asked.total, wants)
  local first, firstMs
  for at, name in ipairs(names) do
    local holder = pool.holders[name]
    local isDue = nowMs >= holder.needsSinceMs + holder.needs / asked.total * asked.cycleMs
    if holder.needs > shares[at] and holder.needs <= asked.total and isDue
      and (not first or holder.needsSinceMs < firstMs) then
      first, firstMs = at, holder.needsSinceMs
    end
  end
  if not first then return shares end
  local needs = pool.holders[names[first]].needs
  table.remove(wants, first)
  local others = fairShares(asked.total - needs, wants)
  table.insert(others, first, needs)
  for at, name in ipairs(names) do
    local other = pool.holders[name]
    local isOlder = other.needsSinceMs < firstMs or (other.needsSinceMs == firstMs and at < first)
    if isOlder and other.needs <= asked.total and others[at] < math.min(other.needs, shares[at]) then return shares end
  end
  return others
end

local function grant(pool, asked)
  local names = namesOf(pool.holders)
  local shares = sharesOf(pool, names, asked)
  local lacking, wanted, held, target = 0, 0, 0, 0
  for at, name in ipairs(names) do
    local holder = pool.holders[name]
    held = held + holder.held
    if name == request.member then
      target = shares[at]
    else
      lacking = lacking + math.max(0, math.min(shares[at], holder.want) - holder.held)
      wanted = wanted + math.max(0, holder.want - holder.held)
    end
  end
  local own = pool.holders[request.member]
  local granted = {}
  local lackedBefore = own and own.lacked or 0
  if own then
    local needed = math.max(0, math.min(target, own.want) - own.held)
    local spare = math.max(0, target - math.max(own.want, own.held))
    local most = needed + math.min(spare, math.max(0, amountOf(pool.free) - needed - wanted))
    granted = takeLumps(pool.free, most)
    own.held = own.held + amountOf(granted)
    own.lacked = math.max(0, math.min(target, own.want) - own.held)
    for _, lump in ipairs(granted) do lump[1] = math.max(0, lump[1] - nowMs) end
  end
  local free = amountOf(pool.free)
  return {
    granted = granted,
    target = target,
    lacking = math.max(0, lacking - free) + math.max(0, held - asked.total),
    wanted = math.max(0, wanted - free),
  }, (lacking > 0 and free > 0) or (own and own.lacked or 0) > lackedBefore
end

local packed = redis.call('GET', KEYS[1])
local state = packed and cmsgpack.unpack(packed) or newAccount()
-- Where another build was heard, the store was not away.
state.lastExchangeMs = math.max(state.lastExchangeMs, buildsHeardAtMs)
local parts = shareWithBuilds(state, reviveAfterSilence(state))
local reply = { members = 0, missed = 0, joined = false, pools = {}, pauses = {}, announce = {} }
local poolNames = {}
for name in pairs(request.pools) do poolNames[#poolNames + 1] = name end
table.sort(poolNames)
for _, pool in pairs(state.pools) do
  local holder = pool.holders[request.member]
  if holder and holder.needs > 0 then
    sinceByTurn[holder.turn] = math.min(holder.needsSinceMs, sinceByTurn[holder.turn] or math.huge)
  end
end
for _, name in ipairs(poolNames) do
  local asked = request.pools[name]
  if others > 0 then asked.total = math.floor(asked.total * (parts[name] or 0)) end
  local pool = state.pools[name]
  if not pool then
    local isClaimed = asked.held + amountOf(asked.released) > 0
    pool = {
      settledAtMs = (isClaimed and nowMs or state.sinceMs) + request.leaseMs + math.min(asked.cycleMs, longestSettlingMs),
      free = {}, holders = {}, missedUntilMs = {}, strangersHold = true,
      filled = isClaimed and asked.cycleMs > longestSettlingMs,
    }
    state.pools[name] = pool
  end
  expire(pool, asked.cycleMs)
  local recovering = isRecovering(pool)
  local isNew = pool.holders[request.member] == nil and not request.leaves
  local revoked = settleClaim(pool, asked, recovering)
  if not revoked then
    for _, lump in ipairs(asked.released) do addLump(pool.free, nowMs + lump[1], lump[2]) end
  end
  local epoch = pool.holders[request.member].epoch
  if request.leaves then
    pool.holders[request.member] = nil
    pool.filled = pool.filled or asked.held > 0
  end
  if revoked then rest(pool, nowMs + asked.cycleMs, asked.held + amountOf(asked.released)) end
  conserve(pool, asked, recovering)
  local answer, worthTelling = grant(pool, asked)
  answer.revoked = revoked
  answer.epoch = epoch
  answer.recovering = recovering
  reply.pools[name] = answer
  reply.members = math.max(reply.members, #namesOf(pool.holders))
  reply.missed = math.max(reply.missed, #namesOf(pool.missedUntilMs))
  if isNew then reply.joined = true end
  if worthTelling then reply.announce[#reply.announce + 1] = name end
end
-- While Redis is away, each process of any build takes what is fair among all.
reply.members = reply.members + others
for partition, forMs in pairs(request.pauses) do
  state.pausesUntilMs[partition] = math.max(state.pausesUntilMs[partition] or 0, nowMs + forMs)
end
for partition, toldUntilMs in pairs(state.pausesUntilMs) do
  local untilMs = math.min(toldUntilMs, nowMs + request.maxPauseMs)
  state.pausesUntilMs[partition] = untilMs
  if untilMs <= nowMs then state.pausesUntilMs[partition] = nil else reply.pauses[partition] = untilMs - nowMs end
end
redis.call('SET', KEYS[1], cmsgpack.pack(state), 'PX', ARGV[2])
return cjson.encode(reply)
`;

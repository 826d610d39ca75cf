import { MOST_LUMPS } from '../../policies/rate/token-ledger.ts';

/** A part of the script: what the functions on lumps of token-ledger.ts and lump-lists.ts do, step by step. */
export const lumpsScript = `
local mostLumps = ${MOST_LUMPS}

local function coarsen(lumps)
  local made, at = {}, 1
  while at <= #lumps do
    local one, later = lumps[at], lumps[at + 1]
    made[#made + 1] = later and { later[1], one[2] + later[2] } or one
    at = at + 2
  end
  for n = 1, #lumps do lumps[n] = made[n] end
end

local function addLump(lumps, atMs, amount)
  if amount <= 0 then return end
  local at = #lumps
  while at > 0 and lumps[at][1] > atMs do at = at - 1 end
  if at > 0 and lumps[at][1] == atMs then
    lumps[at][2] = lumps[at][2] + amount
  else
    table.insert(lumps, at + 1, { atMs, amount })
  end
  if #lumps > mostLumps then coarsen(lumps) end
end

local function takeLumps(lumps, amount)
  local taken, whole, left = {}, 0, amount
  while left > 0 and lumps[whole + 1] do
    local lump = lumps[whole + 1]
    taken[#taken + 1] = { lump[1], math.min(lump[2], left) }
    if lump[2] > left then
      lump[2] = lump[2] - left
      left = 0
    else
      whole = whole + 1
      left = left - lump[2]
    end
  end
  local rest = #lumps - whole
  for n = 1, #lumps do lumps[n] = n <= rest and lumps[n + whole] or nil end
  return taken
end

local function amountOf(lumps)
  local sum = 0
  for _, lump in ipairs(lumps) do sum = sum + lump[2] end
  return sum
end
`;

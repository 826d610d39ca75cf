import { defineProvider } from '@evenkeel/toolkit/providers';

/**
 * HubSpot. Headers: developers.hubspot.com/changelog of 2018-11-06; policies: hubspot-api-nodejs, src/services. The
 * interval tells how long a window is, not how long to wait, but after that long there is room.
 */
export const hubspot = defineProvider({
  name: 'hubspot',
  title: 'HubSpot',
  authentication: { keyEnv: 'HUBSPOT_ACCESS_TOKEN' },
  tiers: {
    free: { asOf: '2026-11-01', limits: [{ kind: 'window', amount: 100, windowMs: 10_000, starts: 'rolling' }] },
  },
  operations: {
    contacts: { method: 'GET', path: '/crm/v3/objects/contacts' },
    create: { method: 'POST', path: '/crm/v3/objects/contacts' },
    archive: { method: 'DELETE', path: '/crm/v3/objects/contacts/{contact}', returns: 'none' },
  },
  hints: [
    { header: 'x-hubspot-ratelimit-max', means: 'limit', format: 'integer' },
    { header: 'x-hubspot-ratelimit-remaining', means: 'remaining', format: 'integer' },
    {
      header: 'x-hubspot-ratelimit-interval-milliseconds',
      means: 'window-length',
      format: 'milliseconds',
      obeyedOn: ['throttled'],
    },
    { header: 'x-hubspot-ratelimit-daily', means: 'limit', format: 'integer', unit: 'daily-requests' },
    { header: 'x-hubspot-ratelimit-daily-remaining', means: 'remaining', format: 'integer', unit: 'daily-requests' },
  ],
  rules: [
    { status: 429, body: { path: 'policyName', equals: 'TEN_SECONDLY_ROLLING' }, class: 'throttled', retry: true },
    { status: 429, class: 'quota', retry: false, pauseMs: 3_600_000 },
    'defaults',
  ],
});

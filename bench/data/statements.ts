/**
 * Statements that make tickets number `$1` to `$2` in bulk, with their registry rows, history, messages and stopped
 * clocks. `pick(i, salt, n)` is a number from 0 to n - 1 that looks random and is the same every time.
 */
export const helpers = `
create or replace function bench.pick(i bigint, salt bigint, n int) returns int language sql immutable
  return ((hashint8extended(i, salt) & 9007199254740991) % n)::int;
`;

/**
 * `bench_ticket` stands for one ticket's facts while it is made: about 7 tickets a minute over two years, the newest
 * `open_share` of a thousand of them still open. The bench's own tables `bench_*` hold customers, people and sentences.
 */
export const facts = `
create temp table bench_ticket as
select i, o.n as customer_no, o.key as customer, o.id as organisation, o.support_group,
  p.id as person, a.id as agent, s.id as service, c.id as category,
  t.opened, pick(i, 5, 10) as luck,
  (lpad(to_hex((extract(epoch from t.opened) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3) || '8'
    || substr(md5(i::text), 4, 15))::uuid as id,
  'INC' || lpad(i::text, 7, '0') as number,
  ti.text as title,
  d1.text || '. ' || d2.text || '. ' || d3.text
    || case when pick(i, 21, 10) = 0 then ' printer' else '' end
    || case when pick(i, 22, 100) = 0 then ' projector' else '' end
    || case when pick(i, 23, 1000) < 3 then ' turnstile' else '' end
    || case when pick(i, 24, 1000) = 0 then ' planetarium' else '' end as description,
  d4.text || '. ' || d5.text as solution,
  pr.priority, pr.impact, pr.urgency,
  case when i > $3 then (array['new', 'assigned', 'in-progress', 'in-progress', 'pending'])[1 + pick(i, 6, 5)]
    when pick(i, 7, 50) = 0 then 'cancelled' else 'closed' end as state
from generate_series($1::bigint, $2::bigint) i
cross join lateral (select $4::timestamptz - interval '60 seconds' - ($5::bigint - i) * $6::interval as opened) t
join bench_customer o on o.n = pick(i, 1, 40)
join bench_person p on p.customer_no = o.n and p.n = pick(i, 2, o.people)
join bench_agent a on a.n = pick(i, 3, 60)
join bench_service s on s.n = pick(i, 4, 30)
join bench_category c on c.n = pick(i, 8, 9)
join bench_sentence ti on ti.kind = 'title' and ti.n = pick(i, 9, 20000)
join bench_sentence d1 on d1.kind = 'body' and d1.n = pick(i, 10, 20000)
join bench_sentence d2 on d2.kind = 'body' and d2.n = pick(i, 11, 20000)
join bench_sentence d3 on d3.kind = 'body' and d3.n = pick(i, 12, 20000)
join bench_sentence d4 on d4.kind = 'body' and d4.n = pick(i, 13, 20000)
join bench_sentence d5 on d5.kind = 'body' and d5.n = pick(i, 14, 20000)
cross join lateral (select v[1] as priority, v[2] as impact, v[3] as urgency from (select
  (array['{1,1,1}', '{2,1,2}', '{2,2,1}', '{3,2,2}', '{3,3,1}', '{3,1,3}', '{4,2,3}', '{4,3,2}', '{4,3,2}', '{5,3,3}'])
    [1 + pick(i, 15, 10)]::int[] as v) x) pr`;

export const inserts: readonly string[] = [
  `insert into incident (id, number, customer, state, version, title, description, affected_user, requester, logged_by,
    customer_organisation, channel, category, service, impact, urgency, priority, calculated_priority, support_group,
    assignee, pending_reason, close_code, solution, opened_at, resolved_at, closed_at, reopened_count, reassigned_count,
    tags, created_at, created_by, updated_at, updated_by, told_at)
  select id, number, customer, state, case when state = 'new' then 1 else 4 end, title, description, person, person,
    case when luck < 5 then agent else person end, organisation,
    (array['portal', 'phone', 'email', 'portal', 'phone', 'portal', 'chat', 'phone', 'portal', 'email'])[1 + luck],
    category, service, impact, urgency, priority, priority, support_group, case when state = 'new' then null else agent end,
    case when state = 'pending' then $1::uuid end, case when state = 'closed' then 'fixed' end,
    case when state = 'closed' then solution end, opened,
    case when state = 'closed' then opened + interval '5 hours' end,
    case when state in ('closed', 'cancelled') then opened + interval '3 days' end,
    0, 0, '{}', opened, person, opened + interval '3 days', agent,
    opened + case when state in ('closed', 'cancelled') then interval '3 days' else interval '20 minutes' end
    from bench_ticket`,
  `insert into item (id, kind, number, customer, title, state, state_group, priority, service, support_group, assignee,
    opened_at, due_at, version)
  select id, 'incident', number, customer, title, state,
    case state when 'pending' then 'waiting' when 'closed' then 'ended' when 'cancelled' then 'ended' else 'open' end,
    priority, service, support_group, case when state = 'new' then null else agent end, opened, null,
    case when state = 'new' then 1 else 4 end from bench_ticket`,
  `insert into history (item, customer, kind, action, audience, at, actor, origin, request, version, payload, salt, digest)
  select t.id, t.customer, 'incident', e.action, e.audience, t.opened + e.after, t.agent, 'web', md5(t.i::text || e.n), e.n,
    case e.n when 1 then jsonb_build_object('changes', jsonb_build_object('title', jsonb_build_array(null, t.title),
        'description', jsonb_build_array(null, t.description), 'affectedUser', jsonb_build_array(null, t.person),
        'service', jsonb_build_array(null, t.service), 'priority', jsonb_build_array(null, t.priority),
        'group', jsonb_build_array(null, t.support_group)))
      when 2 then jsonb_build_object('changes', jsonb_build_object('impact', jsonb_build_array(null, t.impact)),
        'assignedBecause', 'Everything else')
      when 4 then jsonb_build_object('changes', jsonb_build_object('state', jsonb_build_array('in-progress', 'resolved'),
        'solution', jsonb_build_array(null, t.solution)))
      else jsonb_build_object('changes', jsonb_build_object('state', jsonb_build_array('new', 'in-progress'),
        'assignee', jsonb_build_array(null, t.agent))) end,
    decode(md5(t.i::text), 'hex'), sha256(t.id::text::bytea)
  from bench_ticket t cross join (values (1, 'create', 'everyone', interval '0'), (2, 'create', 'staff', interval '0'),
    (3, 'take', 'everyone', interval '20 minutes'), (4, 'resolve', 'everyone', interval '5 hours'),
    (5, 'close', 'everyone', interval '3 days')) e (n, action, audience, after)
  where t.state in ('closed', 'cancelled') or e.n < 4`,
  `insert into note (id, item, customer, kind, audience, author, channel, at, body, release_at, released_at)
  select gen_random_uuid(), t.id, t.customer, e.kind, e.audience, t.agent, 'workspace', t.opened + e.after,
    s.text || '. ' || t.solution, t.opened + e.after, t.opened + e.after
  from bench_ticket t cross join (values (1, 'reply', 'everyone', interval '30 minutes'),
    (2, 'note', 'staff', interval '90 minutes')) e (n, kind, audience, after)
  join bench_sentence s on s.kind = 'body' and s.n = pick(t.i, 30 + e.n, 20000) where t.state <> 'new'`,
  `insert into clock (item, kind, customer, policy, calendar, target_amount, target_unit, running, due_at, stopped_at, met,
    fold, events, fired, next_at)
  select t.id, k.kind, t.customer, case when t.priority = 1 then $1::uuid else $2::uuid end,
    case when t.priority = 1 then $3::uuid else $4::uuid end, 43200, 'minutes', 'stopped', t.opened + interval '30 days',
    t.opened + interval '5 hours', true,
    jsonb_build_object('state', 'stopped', 'goal', jsonb_build_object('amount', 43200, 'unit', 'minutes'),
      'startedAt', ms.at, 'changedAt', ms.at + 18000000, 'elapsed', 18000000, 'actual', 18000000, 'pausedWorking', 0,
      'stoppedWorking', 0, 'goalMs', 2592000000, 'firstDue', ms.at + 2592000000, 'due', ms.at + 2592000000,
      'breachedAt', null, 'stoppedAt', ms.at + 18000000, 'met', true),
    jsonb_build_array(jsonb_build_object('type', 'start', 'at', ms.at, 'goal',
        jsonb_build_object('amount', 43200, 'unit', 'minutes'), 'reason', 'create'),
      jsonb_build_object('type', 'stop', 'at', ms.at + 18000000, 'reason', 'resolve')), 0, null
  from bench_ticket t cross join (values ('response'), ('resolution')) k (kind)
  cross join lateral (select (extract(epoch from t.opened) * 1000)::bigint as at) ms
  where t.state in ('closed', 'cancelled')`,
];

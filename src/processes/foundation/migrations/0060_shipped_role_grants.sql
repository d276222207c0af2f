-- Roles that ship with the product gain the permissions that came after them: reading everybody's imports, managing
-- them, exports, writing down a caller. Only where a role grants exactly what some version shipped it with: what an
-- administrator has changed stays as it is. Each change has its entry in the role's history, as if somebody had made it.

-- Grants of these permissions, under one condition or none.
create function pg_temp.granted(condition text, variadic permissions text[]) returns jsonb language sql as $$
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('permission', permission, 'where', condition)) order by place)
    from unnest(permissions) with ordinality as u (permission, place)
$$;

-- The text that digests of history are made of: sorted keys, no white space (RFC 8785 for what stands in grants).
create function pg_temp.canonical(value jsonb) returns text language plpgsql as $$
begin
  return case jsonb_typeof(value)
    when 'object' then (select '{' || coalesce(string_agg(to_json(e.key)::text || ':' || pg_temp.canonical(e.value), ','
      order by e.key collate "C"), '') || '}' from jsonb_each(value) e)
    when 'array' then (select '[' || coalesce(string_agg(pg_temp.canonical(e.value), ',' order by e.place), '') || ']'
      from jsonb_array_elements(value) with ordinality as e (value, place))
    else value::text end;
end $$;

do $$
declare
  one record;
  at timestamptz := date_trunc('milliseconds', now());
  salt bytea;
  entry jsonb;
begin
  -- The owner of the table stands before its row security as well, unless it is a superuser.
  execute format('create policy migrating on item to %I using (true) with check (true)', current_user);
  for one in
    with agent (grants) as (
      select pg_temp.granted('is:served', 'incident.read', 'incident.create', 'incident.work', 'incident.reply',
          'incident.note', 'incident.confirm', 'incident.reopen', 'person.create')
        || pg_temp.granted(null, 'foundation.read', 'configuration.read', 'bulk.run')
    ), shipped (code, grants) as (
      select 'agent', grants from agent
      union all select 'lead', grants || pg_temp.granted('is:served', 'incident.override', 'incident.export')
        || pg_temp.granted(null, 'foundation.export', 'incident.configure', 'service-level.edit', 'overview.read',
          'import.run') from agent
      union all select 'administrator', pg_temp.granted(null, 'foundation.read', 'foundation.edit', 'foundation.export',
        'person.create', 'configuration.read', 'configuration.edit', 'incident.configure', 'service-level.edit',
        'access.read', 'access.edit', 'audit.read', 'jobs.manage', 'import.run', 'import.manage')
      union all select 'auditor', pg_temp.granted(null, 'incident.read', 'incident.export', 'foundation.read',
        'foundation.export', 'configuration.read', 'access.read', 'overview.read', 'audit.read', 'import.read')
    ), came_later (code, permissions) as (
      values ('agent', array['person.create']),
        ('lead', array['person.create', 'foundation.export']),
        ('administrator', array['foundation.export', 'person.create', 'import.manage']),
        ('administrator', array['import.manage']),
        ('auditor', array['foundation.export', 'import.read']),
        ('auditor', array['import.read'])
    )
    select r.id, r.version + 1 as version, r.grants as before, s.grants
      from role r join shipped s on s.code = r.code join came_later l on l.code = r.code
      where r.grants = (select jsonb_agg(e.value order by e.place)
        from jsonb_array_elements(s.grants) with ordinality as e (value, place)
        where e.value ->> 'permission' <> all (l.permissions))
  loop
    salt := decode(replace(gen_random_uuid()::text, '-', ''), 'hex');
    entry := jsonb_build_object('item', one.id, 'kind', 'role', 'action', 'edit', 'audience', 'staff',
      'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'actor', null, 'origin', 'command',
      'version', one.version,
      'payload', jsonb_build_object('changes', jsonb_build_object('grants', jsonb_build_array(one.before, one.grants))));
    update role set grants = one.grants, version = one.version, updated_at = at, updated_by = null where id = one.id;
    update item set version = one.version where id = one.id;
    insert into history (item, kind, action, audience, at, origin, version, payload, salt, digest)
      values (one.id, 'role', 'edit', 'staff', at, 'command', one.version, entry -> 'payload', salt,
        sha256(salt || convert_to(pg_temp.canonical(entry), 'UTF8')));
    -- Processes forget what they remember of anybody's rights when this moves.
    update epoch set value = value + 1;
  end loop;
  drop policy migrating on item;
end $$;

drop function pg_temp.granted(text, text[]);
drop function pg_temp.canonical(jsonb);

-- Who stands behind a customer's wall asks what they want in one packet with the question who they are, as staff do. Their
-- connection reads no credentials: of one whose digest it brings along it learns whose it is, and whether its use was noted
-- lately, if it is good and all else is as it was said to be; nothing of any other.
create function mainstay_known_credential(
  kind text, digest bytea, noted timestamptz, at timestamptz, seen timestamptz, kept_scopes text[], kept_csrf text,
  kept_access bigint, kept_rules bigint, kept_names bigint
) returns table (person uuid, stale boolean)
  language plpgsql stable security definer rows 1 set search_path = pg_catalog, pg_temp as $$
begin
  if kind = 'key' then
    return query select k.person, k.used_at is null or k.used_at < noted
      from public.api_key k join public.account a on a.person = k.person and not a.disabled, public.epoch e
      where k.token_hash = digest and k.revoked_at is null and (k.expires_at is null or k.expires_at > at)
        and k.scopes = kept_scopes and (e.access, e.rules, e.names) = (kept_access, kept_rules, kept_names);
  else
    return query select s.person, s.seen_at < noted
      from public.session s join public.account a on a.person = s.person and not a.disabled, public.epoch e
      where s.token_hash = digest and s.expires_at > at and s.seen_at > seen
        and s.csrf = kept_csrf and (e.access, e.rules, e.names) = (kept_access, kept_rules, kept_names);
  end if;
end $$;
revoke all on function mainstay_known_credential from public;
grant execute on function mainstay_known_credential to mainstay_staff, mainstay_customer, mainstay_customers;

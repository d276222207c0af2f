-- What everybody may know of customers' own fields: their document has staff's too, so the customers' roles cannot read
-- it. This reads it with the owner's rights and keeps to the wall by itself, as `mainstay_found` does.
create function incident_open_custom(record uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select coalesce(jsonb_object_agg(f.field_key, i.custom -> f.field_key), '{}')
    from public.incident i
    join public.custom_field f on f.record_kind = 'incident' and f.state = 'active' and f.on_portal
      and i.custom ? f.field_key
    where i.id = record and case session_user when 'mainstay_customer' then i.customer = public.wall_customer()
      when 'mainstay_customers' then i.customer = any (public.wall_customers()) else true end
  $$;
revoke all on function incident_open_custom(uuid) from public;
grant execute on function incident_open_custom(uuid) to mainstay_staff, mainstay_customer, mainstay_customers;

-- A read that leaves together with the question who asks: where it is not who was presumed, the question fails, and of
-- what stands behind it in its packet nothing is done.
create function mainstay_presumed(held boolean) returns boolean language plpgsql stable parallel safe as $$
begin
  if held then
    return true;
  end if;
  raise exception 'presumed somebody else' using errcode = 'MS001';
end $$;

-- Imported and invented incidents can be removed again, by the role that removes.
grant delete on incident to mainstay_relay;

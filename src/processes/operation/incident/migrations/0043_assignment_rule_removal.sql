-- The rule that routes the demonstration's cases goes when they go.
grant delete on assignment_rule to mainstay_relay;

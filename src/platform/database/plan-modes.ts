/**
 * Values of PostgreSQL's `plan_cache_mode`. Named statements are planned once per connection: left to itself PostgreSQL
 * plans each of them five times first, and some for ever, which takes longer than running them.
 */
export const PLAN_ONCE = 'force_generic_plan'
export const PLAN_ANEW = 'force_custom_plan'

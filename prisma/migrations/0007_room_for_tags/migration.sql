-- 50 tags of 50 characters, four bytes each.
ALTER TABLE customers.customers
  DROP CONSTRAINT customers_tags_bounded,
  ADD CONSTRAINT customers_tags_bounded CHECK (cardinality(tags) <= 50 AND octet_length(array_to_string(tags, '')) <= 10000);

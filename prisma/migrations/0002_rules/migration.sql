-- What Prisma cannot declare: exclusion, checks, unique keys over nulls.

-- Two blocking stretches of one resource never overlap: double booking is impossible, whatever the code does.
ALTER TABLE bookings.allocations
  ADD CONSTRAINT allocations_no_overlap EXCLUDE USING gist (resource_id WITH =, during WITH &&)
  WHERE (status IN ('HELD', 'ACTIVE'));
ALTER TABLE bookings.allocations
  ADD CONSTRAINT allocations_during_bounded
  CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during) AND lower_inc(during) AND NOT upper_inc(during));

-- A role is held once in each place, also where the place is null.
DROP INDEX identity.user_roles_user_id_role_id_organization_id_station_id_key;
CREATE UNIQUE INDEX user_roles_user_id_role_id_organization_id_station_id_key
  ON identity.user_roles (user_id, role_id, organization_id, station_id) NULLS NOT DISTINCT;
DROP INDEX identity.roles_organization_id_code_key;
CREATE UNIQUE INDEX roles_organization_id_code_key ON identity.roles (organization_id, code) NULLS NOT DISTINCT;
ALTER TABLE identity.user_roles
  ADD CONSTRAINT user_roles_station_has_organization CHECK (station_id IS NULL OR organization_id IS NOT NULL);

ALTER TABLE identity.organizations
  ADD CONSTRAINT organizations_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT organizations_slug_format CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$');
ALTER TABLE identity.stations
  ADD CONSTRAINT stations_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT stations_code_format CHECK (code ~ '^[A-Z0-9]{2,8}$'),
  ADD CONSTRAINT stations_timezone_length CHECK (char_length(timezone) BETWEEN 1 AND 64),
  ADD CONSTRAINT stations_currency_format CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT stations_address_length CHECK (char_length(address) <= 500),
  ADD CONSTRAINT stations_location CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180),
  ADD CONSTRAINT stations_service_radius CHECK (service_radius_km > 0),
  ADD CONSTRAINT stations_version_positive CHECK (version > 0);
ALTER TABLE identity.users
  ADD CONSTRAINT users_email_length CHECK (char_length(email::text) BETWEEN 3 AND 254),
  ADD CONSTRAINT users_password_hash_length CHECK (char_length(password_hash) <= 255),
  ADD CONSTRAINT users_full_name_length CHECK (char_length(full_name) BETWEEN 1 AND 200),
  ADD CONSTRAINT users_display_name_length CHECK (char_length(display_name) BETWEEN 1 AND 100),
  ADD CONSTRAINT users_avatar_url_length CHECK (char_length(avatar_url) <= 2000),
  ADD CONSTRAINT users_phone_format CHECK (phone ~ '^\+[1-9][0-9]{4,14}$'),
  ADD CONSTRAINT users_version_positive CHECK (version > 0);
ALTER TABLE identity.roles
  ADD CONSTRAINT roles_code_format CHECK (code ~ '^[A-Z][A-Z0-9_]{1,63}$'),
  ADD CONSTRAINT roles_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
  ADD CONSTRAINT roles_rank_range CHECK (rank BETWEEN 0 AND 100);
ALTER TABLE identity.permissions
  ADD CONSTRAINT permissions_code_format CHECK (code ~ '^[a-z]+:[a-z_]+:[a-z_]+$'),
  ADD CONSTRAINT permissions_description_length CHECK (char_length(description) BETWEEN 1 AND 500);
ALTER TABLE identity.station_members
  ADD CONSTRAINT station_members_title_length CHECK (char_length(title) BETWEEN 1 AND 100);
ALTER TABLE identity.sessions
  ADD CONSTRAINT sessions_user_agent_length CHECK (char_length(user_agent) <= 500),
  ADD CONSTRAINT sessions_ends_after_start CHECK (expires_at > created_at);
ALTER TABLE identity.refresh_tokens
  ADD CONSTRAINT refresh_tokens_hash_length CHECK (octet_length(token_hash) = 32);

-- Ciphertext is longer than the text by the envelope (33 bytes); limits leave room for four bytes a character.
ALTER TABLE customers.customers
  ADD CONSTRAINT customers_data_key_length CHECK (octet_length(data_key_wrapped) BETWEEN 32 AND 128),
  ADD CONSTRAINT customers_name_length CHECK (octet_length(name_enc) <= 900),
  ADD CONSTRAINT customers_email_length CHECK (octet_length(email_enc) <= 1100),
  ADD CONSTRAINT customers_phone_length CHECK (octet_length(phone_enc) <= 100),
  ADD CONSTRAINT customers_address_length CHECK (octet_length(address_enc) <= 2100),
  ADD CONSTRAINT customers_email_indexed CHECK ((email_enc IS NULL) = (email_idx IS NULL)),
  ADD CONSTRAINT customers_phone_indexed CHECK ((phone_enc IS NULL) = (phone_idx IS NULL)),
  ADD CONSTRAINT customers_index_length CHECK (octet_length(email_idx) = 16 AND octet_length(phone_idx) = 16),
  ADD CONSTRAINT customers_name_tokens_bounded CHECK (cardinality(name_tokens) <= 400),
  ADD CONSTRAINT customers_locale_length CHECK (char_length(locale) BETWEEN 2 AND 35),
  ADD CONSTRAINT customers_tags_bounded CHECK (cardinality(tags) <= 50 AND octet_length(array_to_string(tags, '')) <= 5000),
  ADD CONSTRAINT customers_source_length CHECK (char_length(source) <= 100),
  ADD CONSTRAINT customers_version_positive CHECK (version > 0);
ALTER TABLE customers.customer_notes
  ADD CONSTRAINT customer_notes_body_length CHECK (octet_length(body_enc) <= 16100);

ALTER TABLE bookings.service_items
  ADD CONSTRAINT service_items_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT service_items_description_length CHECK (char_length(description) <= 2000),
  ADD CONSTRAINT service_items_duration_positive CHECK (duration_minutes BETWEEN 1 AND 10080),
  ADD CONSTRAINT service_items_price_range CHECK (price_cents BETWEEN 0 AND 100000000000),
  ADD CONSTRAINT service_items_currency_format CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT service_items_dietary_tags_bounded CHECK (cardinality(dietary_tags) <= 20),
  ADD CONSTRAINT service_items_version_positive CHECK (version > 0);
ALTER TABLE bookings.resources
  ADD CONSTRAINT resources_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT resources_skills_bounded CHECK (cardinality(skills) <= 50),
  ADD CONSTRAINT resources_chef_is_person CHECK ((kind = 'CHEF') = (user_id IS NOT NULL)),
  ADD CONSTRAINT resources_version_positive CHECK (version > 0);
ALTER TABLE bookings.bookings
  ADD CONSTRAINT bookings_reference_format CHECK (reference ~ '^[A-Z0-9]{2,8}-[A-Z0-9]{6}$'),
  ADD CONSTRAINT bookings_ends_after_start CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '7 days'),
  ADD CONSTRAINT bookings_timezone_length CHECK (char_length(timezone) BETWEEN 1 AND 64),
  ADD CONSTRAINT bookings_party CHECK (adults BETWEEN 1 AND 10000 AND children BETWEEN 0 AND 10000),
  ADD CONSTRAINT bookings_data_key_length CHECK (octet_length(data_key_wrapped) BETWEEN 32 AND 128),
  ADD CONSTRAINT bookings_sealed_columns_have_key CHECK (venue_address_enc IS NULL OR data_key_wrapped IS NOT NULL),
  ADD CONSTRAINT bookings_venue_address_length CHECK (octet_length(venue_address_enc) <= 2100),
  ADD CONSTRAINT bookings_amounts CHECK (subtotal_cents >= 0 AND total_cents >= 0),
  ADD CONSTRAINT bookings_currency_format CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT bookings_special_requests_length CHECK (char_length(special_requests) <= 2000),
  ADD CONSTRAINT bookings_internal_notes_length CHECK (char_length(internal_notes) <= 4000),
  ADD CONSTRAINT bookings_cancel_reason_length CHECK (char_length(cancel_reason) <= 500),
  ADD CONSTRAINT bookings_hold_has_end CHECK ((status = 'HELD') = (hold_expires_at IS NOT NULL)),
  ADD CONSTRAINT bookings_cancelled_by_somebody CHECK ((status = 'CANCELLED') = (cancelled_by IS NOT NULL)),
  ADD CONSTRAINT bookings_version_positive CHECK (version > 0);
ALTER TABLE bookings.booking_items
  ADD CONSTRAINT booking_items_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
  ADD CONSTRAINT booking_items_quantity CHECK (quantity BETWEEN 1 AND 10000),
  ADD CONSTRAINT booking_items_amounts CHECK (unit_price_cents >= 0 AND line_total_cents = unit_price_cents * quantity);
ALTER TABLE bookings.booking_status_changes
  ADD CONSTRAINT booking_status_changes_reason_length CHECK (char_length(reason) <= 500);

ALTER TABLE support.escalations
  ADD CONSTRAINT escalations_summary_length CHECK (char_length(summary) BETWEEN 1 AND 2000),
  ADD CONSTRAINT escalations_resolution_notes_length CHECK (char_length(resolution_notes) <= 4000),
  ADD CONSTRAINT escalations_version_positive CHECK (version > 0);
ALTER TABLE support.escalation_events
  ADD CONSTRAINT escalation_events_note_length CHECK (char_length(note) <= 4000);

ALTER TABLE events.domain_events
  ADD CONSTRAINT domain_events_type_format CHECK (type ~ '^[a-z_]+\.[a-z_]+$' AND char_length(type) <= 100),
  ADD CONSTRAINT domain_events_aggregate_type_length CHECK (char_length(aggregate_type) <= 100),
  ADD CONSTRAINT domain_events_aggregate_version_positive CHECK (aggregate_version > 0),
  ADD CONSTRAINT domain_events_request_id_length CHECK (char_length(request_id) <= 64),
  ADD CONSTRAINT domain_events_payload_thin CHECK (octet_length(payload::text) <= 8192);
ALTER TABLE events.event_log
  ADD CONSTRAINT event_log_single_row CHECK (id = 1),
  ADD CONSTRAINT event_log_epoch_positive CHECK (epoch > 0);

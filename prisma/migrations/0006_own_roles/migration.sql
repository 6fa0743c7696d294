-- Everybody sees their own roles, also the platform's staff, whose roles belong to no organization.
CREATE POLICY self ON identity.user_roles FOR SELECT USING (user_id = (SELECT app.user_id()));

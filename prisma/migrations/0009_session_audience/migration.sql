-- Sessions belong to the app in which they began: the admin app, or the chefs'.
CREATE TYPE "identity"."session_audience" AS ENUM ('ADMIN', 'CHEF');

ALTER TABLE "identity"."sessions" ADD COLUMN "audience" "identity"."session_audience" NOT NULL DEFAULT 'ADMIN';
ALTER TABLE "identity"."sessions" ALTER COLUMN "audience" DROP DEFAULT;

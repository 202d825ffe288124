// Makes the replica set of one member and the service's user. Doing it again changes nothing, except that the
// user gets the password that the URI names now.
const { readFileSync } = require("fs");
const secrets = process.env.SECRETS ?? "/run/secrets";
const secret = (name) => readFileSync(`${secrets}/${name}`, "utf8").trim();

const uri = new URL(secret("lrs_mongodb_uri"));
const root = encodeURIComponent(secret("mongodb_root_password"));
const admin = connect(`mongodb://root:${root}@${uri.host}/admin?directConnection=true`);

if (admin.hello().setName === undefined) {
  admin.adminCommand({ replSetInitiate: { _id: uri.searchParams.get("replicaSet"), members: [{ _id: 0, host: uri.host }] } });
}
while (!admin.hello().isWritablePrimary) {
  sleep(100);
}

const name = decodeURIComponent(uri.username);
const user = { pwd: decodeURIComponent(uri.password), roles: ["readWrite"] };
const database = admin.getSiblingDB(uri.pathname.slice(1));
if (database.getUser(name) === null) {
  database.createUser({ user: name, ...user });
} else {
  database.updateUser(name, user);
}

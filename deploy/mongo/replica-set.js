// Make the replica set of the three members, the first time; afterwards there is nothing to do.
try {
  rs.status();
} catch (error) {
  if (error.codeName !== "NotYetInitialized") throw error;
  const hosts = ["mongo-1", "mongo-2", "mongo-3"];
  rs.initiate({ _id: "rs0", members: hosts.map((host, _id) => ({ _id, host: `${host}:27017` })) });
}

/// The journal's identifiers of the kinds of our messages (`journalctl MESSAGE_ID=`), made once with
/// `systemd-id128 new`. Never change one: people's queries and the catalog, `Units/croft.catalog`, depend on them.
package enum JournalMessageID: String, Sendable, CaseIterable {
  // The daemon.
  case started = "964be7885494494fb2bbd59c8413ef05"
  case takenOver = "f1da0984c790484f91aea49eceea8ba2"
  case startFailed = "c3b7d43ba722460f96ec49a90391dd1c"
  case stopping = "2baf6136266240839745fb4a01d802d6"
  case stopped = "03d7913e5dff4eac815b3f3b450f8824"
  case leftBehind = "4cb9158d259d46b6957855dc7bf5f833"
  case reloaded = "69c413df00604ac8b876f685e5b879bb"
  case configurationWrong = "ec50bce5a63d413b9403d88abdc38191"
  case limitNotEnforced = "6f0e0f213d6344418a616d2a78388ed6"
  case draining = "cdcad5a47e194c8f9813fe24770d7c3a"
  case databaseSetAside = "fcfdc5a6354f4a8eb0bfd9d60338695a"
  case databaseFailed = "392c42d82a4d4e1fbbb06b5915e5a645"
  case historyIncomplete = "5dd26be12fd4444aaaec7e41a8e91c89"
  case connectionRefused = "e31c14f7b6ee41b49713c62d8f7d5425"
  case memoryPressure = "af3a63012b7c4b108c25012ed46a763d"

  // Applications and their drivers.
  case applicationRegistered = "f35ebdb78692475183868e73876587a6"
  case applicationResumed = "1d82e1febf854237b87ce27c6270ea20"
  case applicationHeld = "3c316722dfe440d59f7b08042a55a10e"
  case applicationReleased = "4c0f5b7bb51e4f1bb9ba09bcf6b84caf"
  case applicationEnded = "8498fb2c292d4f8097da8f1894425fe1"
  case applicationFailed = "c93fb2ae3ed54650a1d7faa1074f4f9d"
  case driverStarted = "d70b8ec8b9c84af3a4c2905d22c97671"
  case driverEnded = "18a358f9177f4687bdfa6f7bf6654a25"

  // Executors.
  case executorsRequested = "3f3c4f2baa01437899f4e55166b74698"
  case executorStarted = "85bfcf233aad4f149429f5d3076dcfe5"
  case executorEnded = "00a73ab01193474a9d98fe97c6eb244c"
  case executorLost = "8bbe9e7b30d34bbfbbaf2f5ed04b3d26"
  case executorOutOfMemory = "203483879f1d47058a3cd05331b9d266"
  case executorReclaimed = "35242092564f4a99848b5c7491f6762a"
  case attemptFailed = "e92b4018c4c14e9e9ca3f089efa3e9c5"
  case outputLost = "7e06f17a2998440ab57f65efceb0fdf1"
}

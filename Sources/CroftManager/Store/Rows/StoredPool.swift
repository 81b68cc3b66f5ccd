import CroftProtocol
internal import GRDB

// As it is stored.
extension PoolRecord {
  var packed: any DatabaseValueConvertible { PackedTexts.packed([path, bootID, "\(inode)"]) }

  init(packed: DatabaseValue) throws {
    let texts = try PackedTexts.unpacked(packed)
    guard texts.count == 3, let inode = UInt(texts[2]) else { throw MalformedBytes("\(texts) as a pool") }
    self.init(path: texts[0], bootID: texts[1], inode: inode)
  }
}

// One import gives a program everything it needs.
@_exported public import ArgumentParser
@_exported public import CroftDataset
@_exported public import CroftDriver

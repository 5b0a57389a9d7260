import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.util.Map;

/// Class files as an AOT cache wants them.
final class Classes {
  /// From this major version on (Java 6) class files say what is on the stack where code can jump
  /// to. Those that do not are verified in another way, and stay out of an AOT cache.
  private static final int WITH_STACK_MAPS = 50;

  private static final int MODERN = 52;
  private static final int MAJOR_AT = 6;

  private Classes() {}

  /// The class file `name` of a jar with all of `entries`, in a version with stack maps. picocli's
  /// are of Java 5: from its jar they cost a third of a start.
  static byte[] modern(String name, Map<String, byte[]> entries) {
    byte[] bytes = entries.get(name);
    int major = (bytes[MAJOR_AT] & 0xff) << 8 | bytes[MAJOR_AT + 1] & 0xff;
    if (major >= WITH_STACK_MAPS) return bytes;
    var hierarchy =
        ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> in(entries, type))
            .orElse(ClassHierarchyResolver.defaultResolver());
    var files =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(hierarchy),
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    ClassTransform version =
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(MODERN, 0) : element);
    // Code that no transformation looks at is copied as it is.
    var bodies = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
    return files.transformClass(files.parse(bytes), version.andThen(bodies));
  }

  private static InputStream in(Map<String, byte[]> entries, ClassDesc type) {
    String descriptor = type.descriptorString();
    byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }
}

package dev.weft.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.bootstrap.Bridge;
import dev.weft.bootstrap.Dispatch;
import dev.weft.bootstrap.HookPoint;
import dev.weft.bootstrap.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Weaves every method of a library with a hook that answers nothing: its classes must be valid to
 * the JVM, and do what they did.
 */
class WholeLibraryTest {
  private static final String TEXT =
      "{\"a\":[1,2.5,true,null,\"x\\u00e9\"],\"b\":{\"c\":123456789012345,\"d\":[[],{}]},\"e\":-0.125}";

  @ParameterizedTest
  @EnumSource(
      value = Shape.class,
      names = {"REPLACE", "ENTER", "ARGUMENT", "RESULT", "EXIT", "AROUND"})
  void aLibraryOfWhichEveryMethodIsWovenDoesWhatItDid(Shape shape) throws Exception {
    Hooked hooked = new Hooked();
    Bridge.install(hooked);

    WovenLoader loader = new WovenLoader(List.of(shape));
    assertThat(roundTrip(loader)).isEqualTo(roundTrip(ObjectMapper.class.getClassLoader()));

    loader.verifyAll();
    assertThat(loader.places).isGreaterThan(1_000);
    assertThat(hooked.calls.sum()).isGreaterThan(100);
  }

  @Test
  void soItDoesWithAllShapesInEveryMethod() throws Exception {
    Bridge.install(new Hooked());

    WovenLoader loader = new WovenLoader(List.of(Shape.values()));

    assertThat(roundTrip(loader)).isEqualTo(roundTrip(ObjectMapper.class.getClassLoader()));
    loader.verifyAll();
  }

  private static String roundTrip(ClassLoader loader) throws Exception {
    Class<?> type = Class.forName(ObjectMapper.class.getName(), true, loader);
    Object mapper = type.getConstructor().newInstance();
    Method read = type.getMethod("readTree", String.class);
    Object tree = read.invoke(mapper, TEXT);
    Object plain =
        type.getMethod("readValue", String.class, Class.class).invoke(mapper, TEXT, Object.class);
    Method write = type.getMethod("writeValueAsString", Object.class);
    return write.invoke(mapper, tree) + " " + write.invoke(mapper, plain);
  }

  private static final class Hooked implements Dispatch {
    final LongAdder calls = new LongAdder();

    @Override
    public @Nullable Object on(
        int number,
        Object nothing,
        @Nullable Object self,
        @Nullable Object a,
        @Nullable Object b,
        @Nullable Object c,
        @Nullable Object d) {
      calls.increment();
      return null;
    }
  }

  /** Has Jackson's classes to itself, each of whose methods is woven where a shape fits. */
  private static final class WovenLoader extends ClassLoader {
    private final List<Shape> shapes;
    int places;

    WovenLoader(List<Shape> shapes) {
      super(ObjectMapper.class.getClassLoader());
      this.shapes = shapes;
    }

    /** Also those that nothing has used. */
    void verifyAll() throws Exception {
      Path jar =
          Path.of(ObjectMapper.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (JarFile library = new JarFile(jar.toFile())) {
        for (JarEntry entry : Collections.list(library.entries())) {
          String name = entry.getName();
          if (name.startsWith("com/") && name.endsWith(".class")) {
            loadClass(name.substring(0, name.length() - 6).replace('/', '.'), false)
                .getDeclaredMethods(); // links it, which verifies it
          }
        }
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("com.fasterxml.jackson.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        byte[] bytes = woven(name);
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    private byte[] woven(String name) throws ClassNotFoundException {
      byte[] bytes;
      try (InputStream in =
          getParent().getResourceAsStream(name.replace('.', '/').concat(".class"))) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
      List<Place> all = all(bytes, name);
      places += all.size();
      ClassWeaver.Outcome outcome = ClassWeaver.weave(bytes, all, (state, method, key) -> 70_000);
      assertThat(outcome.woven()).hasSize(all.size());
      return outcome.bytes() == null ? bytes : outcome.bytes();
    }

    private List<Place> all(byte[] bytes, String name) {
      List<Place> places = new ArrayList<>();
      ClassVisitor methods =
          new ClassVisitor(Opcodes.ASM9) {
            @Override
            public @Nullable MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] thrown) {
              boolean body = (access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
              if (body && !method.equals("<clinit>")) {
                for (Shape shape : shapes) {
                  if (fits(shape, method, descriptor)) {
                    places.add(
                        new Place(
                            null, new HookPoint(name, method, descriptor, shape, 0, "k", true)));
                  }
                }
              }
              return null;
            }
          };
      new ClassReader(bytes).accept(methods, ClassReader.SKIP_CODE);
      return places;
    }

    private static boolean fits(Shape shape, String method, String descriptor) {
      boolean constructor = method.equals("<init>");
      boolean nothing = descriptor.endsWith(")V");
      return switch (shape) {
        case REPLACE, AROUND -> !constructor;
        case ARGUMENT -> !descriptor.startsWith("()");
        case RESULT -> !nothing;
        case EXIT -> nothing;
        case ENTER -> true;
        case CALL -> false;
      };
    }
  }
}

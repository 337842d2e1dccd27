path: /Reference/General Reference/Other
## terms en
what is; what are; what does it mean; definition of; define; meaning of; difference between; compare; explain the concept; explain in simple terms; like i'm five; overview of; brief introduction to; encyclopedia; encyclopaedia entry; wikipedia; wikipedia article; britannica; reference book; almanac; fact sheet; key facts; summary of facts; background information; general information; how to; how do i; how does it work; how is it made; step by step guide; instructions for; beginner's guide; tips for; list of; list ten; examples of; types of; kinds of; parts of; characteristics of; properties of; features of; advantages and disadvantages; pros and cons; causes and effects; purpose of; function of; uses of; benefits of; history and uses; origin of; where does it come from; who is; who was; what happened to; when was it invented; why is it called; why do people; why is the; reasons for; classify; classification of; identify which; categorise; glossary; terminology; abbreviation; acronym; full form; stands for; synonym list; unit conversion; convert; miles to kilometres; fahrenheit to celsius; pounds to kilograms; ounces to grams; cups to millilitres; inches to centimetres; feet and inches; acres to hectares; gallons to litres; square metres; cubic feet; horsepower to kilowatts; psi to bar; metric system; imperial units; si units; time zones; utc offset; gmt; daylight saving time; leap year; calendar; julian calendar; gregorian calendar; lunar calendar; hijri date; iso week number; days between dates; public holidays list; date format; roman numerals; morse code; nato phonetic alphabet; semaphore; ascii table; paper sizes; a4 dimensions; shoe size chart; clothing size chart; ring size; wire gauge; screw sizes; standard dimensions; serial number; isbn; dewey decimal; library catalogue; postal code; area code; country code; dialing code; airport codes; currency symbols; license plate codes; emergency number; phone directory; contact details; customer service number; opening hours; address of; population figures; statistics on; ranking; top 10 list; comparison table; timeline of; chart of; map legend; diagram explained; etiquette; table setting; dress code; how to tie a tie; how to fold; how to remove a stain; how to clean; how to make soap; how to build; how to use; how to change; how to measure; how to tie a knot; bowline; first aid steps; origami; candle making; knitting pattern; gift wrapping; packing list; checklist; survival tips; camping basics; life hacks; common knowledge; commonly confused; misconception; rule of thumb; everyday objects; household item; invention; machine; device explained; natural phenomenon; rainbow; thunder; aurora; earthquake; volcano; tides; solar eclipse; full moon dates; sunrise time; seasons; wind chill; beaufort scale; richter scale; mohs scale; ph scale; decibel; colour names; hex colour name; flags and symbols; road signs; signs and meanings; hand gestures; body language signs; wedding anniversaries list; birth flowers; name meanings; baby name meaning; surname origin; family tree terms; second cousin; genealogy; census records; biography of; short biography; born and died; nationality; occupation; notable works; awards received; organisation; institution; non-profit; united nations; unesco; red cross; world bank; treaty; charter; constitution summary; award; medal; monument; museum; library; archive; festival; tradition; custom; ceremony; costume; material; fabric types; wood types; metals and alloys; gemstones; minerals; tools and their names; ship types; aircraft types; bridge types; architecture styles; furniture styles; musical instruments; dance styles; martial arts list; sentence extraction; extract the key points; answer from the passage; based on the text; according to the article; reference text; provided context; given paragraph; closed question answering; open question answering; information extraction; knowledge base; faq; faqs; q&a; knowledge cutoff; fact check; verify the claim; cite sources; sources and references; citation; bibliography; footnote; retrieve documents; search results; web search; search query; look it up; perplexity; knowledge graph; entity; triples; wikidata; infobox; structured data; trivia aside; in layman's terms
## terms zh
是什么; 什么是; 什么意思; 解释一下; 简单解释; 通俗解释; 介绍一下; 简介; 概述; 定义; 概念; 含义; 区别; 有什么区别; 对比; 优缺点; 特点; 分类; 种类; 有哪些; 列举; 举例; 原因; 为什么; 怎么做; 如何; 步骤; 教程; 方法; 使用方法; 注意事项; 百科; 百度百科; 维基百科; 词条; 百科词条; 资料; 查资料; 背景资料; 基本信息; 人物简介; 生平; 出处; 来源; 由来; 起源; 原理; 工作原理; 作用; 用途; 好处; 结构; 组成部分; 全称; 缩写; 简称; 术语; 名词解释; 单位换算; 换算; 一亩等于多少平方米; 华氏度转摄氏度; 英寸转厘米; 公斤和斤; 千克; 公里; 时区; 北京时间; 农历; 阳历; 阴历转阳历; 二十四节气; 闰年; 法定节假日; 日历; 星期; 邮编; 区号; 电话号码; 尺码表; 纸张尺寸; 摩斯密码; 罗马数字; 编号; 标准; 规格; 参数; 排名; 排行榜; 统计数据; 清单; 对照表; 一览表; 时间线; 常识; 常见问题; 生活常识; 生活小窍门; 去污; 打结; 急救步骤; 礼仪; 风俗; 习俗; 名字含义; 姓氏来源; 家谱; 亲戚称呼; 根据以下内容回答; 根据资料; 参考文档; 知识库; 已知信息; 检索结果; 联网搜索; 总结要点; 提取信息; 事实核查; 引用来源; 参考文献
## terms ru
что такое; что это; кто такой; кто такая; что значит; определение; понятие; значение слова; объясни простыми словами; объясни; расскажи про; расскажи о; чем отличается; разница между; сравни; плюсы и минусы; преимущества и недостатки; виды; типы; классификация; примеры; список; перечисли; характеристики; свойства; особенности; назначение; функции; применение; как работает; принцип работы; как сделать; как пользоваться; пошаговая инструкция; инструкция; почему; причины; происхождение; откуда взялось; история создания; краткая биография; биография; энциклопедия; википедия; статья википедии; справочник; справка; краткая справка; информация о; основные факты; общие сведения; перевести в единицы; перевод единиц; сколько метров в; сколько грамм; мили в километры; фаренгейт в цельсий; дюймы в сантиметры; часовой пояс; московское время; календарь; високосный год; производственный календарь; праздничные дни; почтовый индекс; телефонный код; код региона; таблица размеров; размер обуви; формат бумаги; азбука морзе; римские цифры; аббревиатура; расшифровка; сокращение; термин; глоссарий; рейтинг; статистика; таблица; хронология; чек-лист; полезные советы; лайфхаки; как вывести пятно; как завязать; этикет; обычаи; традиции; значение имени; происхождение фамилии; родословная; ответь по тексту; на основе текста; используй контекст; база знаний; результаты поиска; источники; список литературы; проверка фактов; выдели главное; краткий пересказ; вопрос-ответ
## terms es
qué es; qué son; qué significa; definición; concepto; significado; define; explica; explica de forma sencilla; háblame de; información sobre; diferencia entre; compara; ventajas y desventajas; pros y contras; tipos de; clases de; clasificación; características; propiedades; partes de; ejemplos de; lista de; enumera; cómo funciona; cómo se hace; cómo hacer; paso a paso; guía; instrucciones; consejos para; para qué sirve; usos; función; beneficios; por qué; causas; consecuencias; origen; de dónde viene; quién es; quién fue; biografía; biografía corta; enciclopedia; wikipedia; artículo enciclopédico; ficha técnica; datos clave; resumen; información general; convertir; conversión de unidades; millas a kilómetros; libras a kilos; grados fahrenheit; pulgadas a centímetros; onzas; hectáreas; litros; zona horaria; horario de verano; calendario; año bisiesto; días festivos; días hábiles; código postal; prefijo telefónico; tabla de tallas; talla de zapatos; tamaño de papel; números romanos; código morse; sigla; abreviatura; glosario; término; ranking; estadísticas; tabla comparativa; línea de tiempo; cuadro comparativo; mapa conceptual; cuadro sinóptico; lista de verificación; trucos caseros; quitar manchas; hacer un nudo; protocolo; etiqueta; costumbres; tradiciones; significado del nombre; origen del apellido; árbol genealógico; según el texto; basado en el contexto; base de conocimientos; preguntas frecuentes; fuentes; referencias; verificar datos; extrae los puntos clave; ideas principales; resultados de búsqueda; contexto proporcionado; responde a la pregunta
## terms ja
とは; とは何ですか; 意味; 定義; 概要; 概念; 説明して; わかりやすく説明; 簡単に説明; 違い; 違いは何; 比較; メリット; デメリット; 長所と短所; 種類; 分類; 特徴; 性質; 例; 例を挙げて; 一覧; リスト; 仕組み; 原理; やり方; 方法; 手順; 使い方; 作り方; コツ; 注意点; なぜ; 理由; 原因; 由来; 起源; 歴史と由来; どんな人; 経歴; 略歴; プロフィール; 百科事典; ウィキペディア; 辞典; 用語; 用語集; 用語解説; 基礎知識; 豆情報; まとめ; 要点; 要約; 単位換算; 換算; 何センチ; 何キロ; 何グラム; 坪; 畳; 華氏; 摂氏; インチ; マイル; 時差; 和暦; 西暦; 令和; 平成何年; 旧暦; うるう年; 祝日一覧; カレンダー; 営業日; 郵便番号; 市外局番; サイズ表; 用紙サイズ; モールス信号; ローマ数字; 略語; 正式名称; ランキング; 統計; 比較表; 年表; 早見表; チェックリスト; よくある質問; 生活の知恵; 裏技; シミの落とし方; 結び方; マナー; 冠婚葬祭; 風習; 名前の意味; 名字の由来; 家系図; 続柄; 本文に基づいて; 以下の文脈; 参考資料; 検索結果; 出典; ファクトチェック; 知識ベース; 質問に答えて; 情報を抽出
## terms de
was ist; was sind; was bedeutet; definition; begriff; bedeutung; erkläre; einfach erklärt; erkläre mir; erzähl mir etwas über; informationen über; unterschied zwischen; vergleiche; vergleich; vor- und nachteile; arten von; typen; einteilung; merkmale; eigenschaften; bestandteile; beispiele für; liste von; liste auf; wie funktioniert; wie macht man; anleitung; schritt für schritt; ratgeber; tipps; wofür braucht man; zweck; funktion; verwendung; warum; ursachen; gründe; herkunft; ursprung; woher kommt; wer ist; wer war; lebenslauf von; kurzbiografie; enzyklopädie; lexikon; lexikoneintrag; wikipedia; wikipedia-artikel; nachschlagewerk; steckbrief; fakten; überblick; zusammenfassung der fakten; allgemeine informationen; umrechnen; umrechnung; einheiten; meilen in kilometer; fahrenheit in celsius; zoll in zentimeter; pfund in kilo; quadratmeter; hektar; liter; zeitzone; sommerzeit; kalender; kalenderwoche; schaltjahr; feiertage; brückentage; postleitzahl; vorwahl; kfz-kennzeichen; größentabelle; schuhgröße; papierformat; din-norm; römische zahlen; morsecode; abkürzung; abkürzungsverzeichnis; fachbegriff; glossar; rangliste; statistik; tabelle; zeitstrahl; checkliste; haushaltstipps; flecken entfernen; knoten binden; krawatte binden; knigge; brauchtum; namensbedeutung; herkunft des nachnamens; stammbaum; verwandtschaftsgrad; anhand des textes; beantworte die frage; kontext; wissensdatenbank; häufige fragen; quellen; literaturverzeichnis; faktencheck; suchergebnisse; stichpunkte
## terms fr
qu'est-ce que; c'est quoi; définition; concept; signification; que signifie; explique; explique simplement; parle-moi de; informations sur; différence entre; compare; comparaison; avantages et inconvénients; types de; sortes de; classification; caractéristiques; propriétés; composants; exemples de; liste de; énumère; comment fonctionne; comment faire; étape par étape; mode d'emploi; guide; conseils pour; à quoi sert; utilité; fonction; pourquoi; causes; raisons; origine; d'où vient; qui est; qui était; biographie; courte biographie; encyclopédie; wikipédia; article encyclopédique; dictionnaire encyclopédique; fiche; fiche de révision; infos clés; aperçu; synthèse; renseignements; convertir; conversion; unités de mesure; miles en kilomètres; fahrenheit en celsius; pouces en centimètres; livres en kilos; hectares; litres; fuseau horaire; heure d'été; calendrier; année bissextile; jours fériés; numéro de semaine; code postal; indicatif téléphonique; guide des tailles; pointure; format de papier; chiffres romains; code morse; sigle; abréviation; terme; glossaire; lexique; classement; statistiques; tableau comparatif; frise chronologique; liste de contrôle; astuces maison; enlever une tache; faire un nœud; savoir-vivre; étiquette; coutumes; traditions; signification du prénom; origine du nom de famille; arbre généalogique; d'après le texte; à partir du contexte; base de connaissances; foire aux questions; sources; bibliographie; vérification des faits; points clés; résultats de recherche; réponds à la question
## terms pt
o que é; o que são; o que significa; definição; conceito; significado; explique; explique de forma simples; me fale sobre; informações sobre; diferença entre; compare; vantagens e desvantagens; prós e contras; tipos de; classificação; características; propriedades; partes de; exemplos de; lista de; liste; como funciona; como fazer; passo a passo; guia; instruções; dicas para; para que serve; utilidade; função; por que; causas; motivos; origem; de onde vem; quem é; quem foi; biografia; biografia resumida; enciclopédia; wikipédia; verbete; ficha técnica; dados principais; resumo; informações gerais; converter; conversão de unidades; milhas em quilômetros; fahrenheit para celsius; polegadas em centímetros; libras em quilos; alqueires; hectares; litros; fuso horário; horário de brasília; horário de verão; calendário; ano bissexto; feriados; dias úteis; cep; ddd; código de área; tabela de tamanhos; tamanho do papel; números romanos; código morse; sigla; abreviação; termo; glossário; ranking; estatísticas; tabela comparativa; linha do tempo; mapa mental; checklist; dicas caseiras; tirar mancha; dar nó; etiqueta; costumes; tradições; significado do nome; origem do sobrenome; árvore genealógica; de acordo com o texto; com base no contexto; base de conhecimento; perguntas frequentes; fontes; referências; checagem de fatos; pontos principais; resultados da busca; responda à pergunta
## terms ko
무엇인가요; 뭐야; 이란; 무슨 뜻; 정의; 개념; 의미; 설명해줘; 쉽게 설명; 알려줘; 에 대해 알려줘; 소개; 개요; 차이점; 차이; 비교; 장단점; 종류; 분류; 특징; 성질; 구성 요소; 예시; 목록; 나열해줘; 작동 원리; 원리; 하는 방법; 하는 법; 방법; 단계별; 사용법; 만드는 법; 꿀팁; 주의사항; 왜; 이유; 원인; 유래; 기원; 어디서 왔; 누구야; 인물 소개; 약력; 생애; 백과사전; 위키백과; 나무위키; 사전; 용어; 용어 정리; 기초 지식; 기본 정보; 요약 정리; 핵심 정리; 단위 변환; 환산; 몇 미터; 몇 킬로그램; 평수 계산; 제곱미터; 화씨 섭씨; 인치 센티미터; 마일; 시차; 표준시; 음력; 양력 변환; 윤년; 공휴일; 달력; 우편번호; 지역번호; 사이즈표; 신발 사이즈; 용지 크기; 모스 부호; 로마 숫자; 약어; 정식 명칭; 순위; 통계; 비교표; 연표; 체크리스트; 자주 묻는 질문; 생활 상식; 생활의 지혜; 얼룩 제거; 매듭; 예절; 풍습; 이름 뜻; 성씨 유래; 족보; 촌수; 호칭; 다음 글을 바탕으로; 주어진 문맥; 참고 자료; 검색 결과; 출처; 팩트 체크; 지식 베이스; 질문에 답하세요
## terms th
คืออะไร; หมายถึงอะไร; ความหมาย; นิยาม; คำจำกัดความ; แนวคิด; อธิบาย; อธิบายง่ายๆ; เล่าเกี่ยวกับ; ข้อมูลเกี่ยวกับ; แตกต่างกันอย่างไร; ความแตกต่าง; เปรียบเทียบ; ข้อดีข้อเสีย; ประเภทของ; ชนิดของ; การจำแนก; ลักษณะ; คุณสมบัติ; ส่วนประกอบ; ตัวอย่าง; รายการ; ทำงานอย่างไร; หลักการทำงาน; วิธีทำ; วิธีการ; ขั้นตอน; คู่มือ; เคล็ดลับ; ประโยชน์; ใช้ทำอะไร; หน้าที่; ทำไม; สาเหตุ; เหตุผล; ที่มา; ต้นกำเนิด; คือใคร; ประวัติ; ชีวประวัติ; สารานุกรม; วิกิพีเดีย; พจนานุกรม; ข้อมูลทั่วไป; ข้อมูลพื้นฐาน; สรุป; ใจความสำคัญ; แปลงหน่วย; กี่เมตร; กี่กิโลกรัม; ไร่ งาน ตารางวา; ตารางเมตร; ฟาเรนไฮต์; เซลเซียส; นิ้วเป็นเซนติเมตร; ไมล์; เขตเวลา; ปฏิทิน; พ.ศ. เป็น ค.ศ.; วันหยุดราชการ; ปีอธิกสุรทิน; รหัสไปรษณีย์; รหัสพื้นที่; ตารางไซส์; ขนาดกระดาษ; เลขโรมัน; รหัสมอร์ส; คำย่อ; ชื่อเต็ม; ศัพท์เฉพาะ; อันดับ; สถิติ; ตารางเปรียบเทียบ; เส้นเวลา; เช็กลิสต์; คำถามที่พบบ่อย; เคล็ดลับในบ้าน; ขจัดคราบ; ผูกเชือก; มารยาท; ประเพณี; ความหมายของชื่อ; ที่มาของนามสกุล; ลำดับญาติ; จากข้อความ; จากบริบท; ฐานความรู้; ผลการค้นหา; แหล่งอ้างอิง; ตรวจสอบข้อเท็จจริง; ตอบคำถาม
## terms it
che cos'è; cosa significa; definizione; significato; spiega; differenza tra; vantaggi e svantaggi; tipi di; caratteristiche; esempi di; elenco di; come funziona; come si fa; passo dopo passo; a cosa serve; perché; origine; chi è; biografia; enciclopedia; wikipedia; conversione; fuso orario; calendario; giorni festivi
## terms nl
wat is; wat betekent; definitie; betekenis; leg uit; verschil tussen; voor- en nadelen; soorten; kenmerken; voorbeelden van; lijst van; hoe werkt; hoe maak je; stappenplan; waarvoor dient; waarom; oorsprong; wie is; biografie; encyclopedie; wikipedia; omrekenen; tijdzone; kalender; feestdagen
## terms pl
co to jest; co oznacza; definicja; znaczenie; wyjaśnij; różnica między; zalety i wady; rodzaje; cechy; przykłady; lista; jak działa; jak zrobić; krok po kroku; do czego służy; dlaczego; pochodzenie; kim jest; biografia; encyklopedia; wikipedia; przelicz jednostki; strefa czasowa; kalendarz; dni wolne
## terms tr
nedir; ne demek; tanımı; anlamı; açıkla; arasındaki fark; avantajları ve dezavantajları; çeşitleri; özellikleri; örnekler; listesi; nasıl çalışır; nasıl yapılır; adım adım; ne işe yarar; neden; kökeni; kimdir; hayatı; ansiklopedi; vikipedi; birim çevirme; saat dilimi; takvim; resmi tatiller
## terms vi
là gì; nghĩa là gì; định nghĩa; khái niệm; ý nghĩa; giải thích; sự khác nhau giữa; ưu nhược điểm; các loại; đặc điểm; ví dụ về; danh sách; hoạt động như thế nào; cách làm; từng bước; dùng để làm gì; tại sao; nguồn gốc; là ai; tiểu sử; bách khoa toàn thư; đổi đơn vị; múi giờ; lịch âm; ngày lễ
## terms id
apa itu; apa yang dimaksud; definisi; pengertian; arti; jelaskan; perbedaan antara; kelebihan dan kekurangan; jenis-jenis; ciri-ciri; contoh; daftar; bagaimana cara kerja; cara membuat; langkah demi langkah; fungsi; mengapa; asal usul; siapa itu; biografi; ensiklopedia; konversi satuan; zona waktu; kalender; hari libur
## terms ar
ما هو; ما هي; ما معنى; تعريف; مفهوم; اشرح; الفرق بين; مزايا وعيوب; أنواع; خصائص; أمثلة على; قائمة; كيف يعمل; كيفية; خطوة بخطوة; ما فائدة; لماذا; أصل; من هو; سيرة ذاتية مختصرة; موسوعة; ويكيبيديا; تحويل الوحدات; فارق التوقيت; التقويم الهجري
## terms hi
क्या है; क्या होता है; किसे कहते हैं; परिभाषा; अर्थ; समझाइए; अंतर; फायदे और नुकसान; प्रकार; विशेषताएं; उदाहरण; सूची; कैसे काम करता है; कैसे करें; चरण दर चरण; उपयोग; क्यों; उत्पत्ति; कौन है; जीवनी; विश्वकोश; विकिपीडिया; इकाई बदलना; समय क्षेत्र; पंचांग
## terms uk
що таке; що означає; визначення; значення; поясни; різниця між; переваги та недоліки; види; характеристики; приклади; перелік; як працює; як зробити; покрокова інструкція; для чого; чому; походження; хто такий; біографія; енциклопедія; вікіпедія; переведення одиниць; часовий пояс; календар; вихідні дні
## terms zh-Hant
是什麼; 什麼意思; 定義; 解釋; 差別; 有什麼不同; 優缺點; 種類; 特色; 舉例; 清單; 原理; 怎麼做; 步驟; 用途; 為什麼; 由來; 是誰; 生平; 維基百科; 百科全書; 單位換算; 時差; 農曆; 國定假日
## templates en
{term} a {word}
{term} {word}?
{term} {word} and {name}
what is {term}
What is a {word}? {term}
can you tell me {term} the {word}
i want to know {term} this
Give me the {term} of {word}
Give a short encyclopaedia entry, with {term}
Explain {term} in two or three sentences
please give me some general information about {term}
List {number} facts: {term}
make a table: name, {term}, year, remark
I was reading an article on {name} and came across {term}. Could somebody explain it to me?
{number} inches, {term}
convert {number} to another unit, see {term}
how many days are there in {number} weeks, {term}
Use only the context below to answer. If the answer isn't in it, say you do not know.\nContext: {term} ...\nQuestion: what is {word}?
Context: {name} is a {term}.\nQuestion: Who is {name}?\nAnswer:
Read the passage and answer. Passage: {term}. Question: when did it happen?
You are a helpful reference librarian. Answer factual questions with short, sourced entries. Topic: {term}
You are a research assistant with a web search tool. Query: {term}. Cite each source as [1].
{{"query": "{term}", "top_k": {number}, "documents": []}}
Summarise in bullet points what is generally known of {word}: {term}
my kid asked me at dinner "{term}" and i had no idea what to say
Wikipedia-style article on {word}, sections: Overview, {term}, See also
Fill the infobox: name={name}; type={word}; {term}=
is {word} the same thing as {name}? {term}
Classify each as a {word} or a {name}: {term}
Which of these is not a {word}? {term}
Extract from the text below all names, dates and {term}
{term} explained simply
a quick reference card on {term}
{term} in everyday life
complete guide, {term}
where can i look up {term}
who is {name} and what's {term}
why is it {term}
so basically {term}, right? or am i mixing things up
Write a FAQ with {number} questions about {word}, {term}
Fact check this claim: {term}
sort the following into categories: {word}, {name}, {term}
What do I need for {word}? Give a checklist, {term}
Search results:\n[1] {term} ...\n[2] {word} ...\nAnswer the user's question from the results.
tell me everything you know about {term}
how-to: {term}, materials, steps, hints
short answer only, {term}
What's the correct name for {word}? {term}
Compare {word} and {name} in a table with {term}
{term} pdf summary
define: {term}
## templates zh
{term}
{term}是什么
什么是{term}
请解释{term}
{word}，{term}
{word}和{name}，{term}
介绍一下{term}，分点说明
帮我查一下{term}
列一个表格：名称、{term}、备注
根据以下资料回答问题，资料中没有就说不知道。\n资料：{term}\n问题：{word}是什么？
写一个百科词条，包括{term}
{term}，简短回答
孩子问我{term}，怎么回答
{number}等于多少，{term}
你是知识库问答助手，只依据检索结果作答。问题：{term}
请列出{number}条关于{term}的要点
## templates ru
{term} {word}
{term}?
Объясни, {term}
Дай краткую справку: {term}
{word} и {name}, {term}
Ответь на вопрос по контексту. Контекст: {term}. Вопрос: кто это?
составь таблицу: название, {term}
хочу узнать, {term} {name}
## templates es
{term} {word}
¿{term} {name}?
Explícame {term}
Dame información general: {term}
{word} y {name}, {term}
Responde usando solo el contexto. Contexto: {term}. Pregunta: ¿qué es?
haz una tabla con nombre y {term}
quisiera saber {term} eso
## templates ja
{word}{term}
{term}を教えてください
{word}の{term}
{word}と{name}の{term}
{term}について簡単にまとめて
次の文章に基づいて答えて。文章：{term}　質問：{word}は何ですか
{term}を表にして
百科事典の項目を書いて、{term}も
## templates de
{term} {word}
{term} {word}?
Erkläre kurz: {term}
{word} und {name}, {term}
Lexikonartikel mit {term}
Beantworte die Frage nur anhand des Kontexts. Kontext: {term}. Frage: Was ist das?
Tabelle mit Name und {term}
ich wüsste gern, {term} {name}
## templates fr
{term} {word}
{term} {word} ?
Explique brièvement : {term}
{word} et {name}, {term}
Article d'encyclopédie avec {term}
Réponds uniquement d'après le contexte. Contexte : {term}. Question : qu'est-ce que c'est ?
fais un tableau : nom, {term}
je voudrais savoir {term} ça
## templates pt
{term} {word}
{term} {word}?
Explique brevemente: {term}
{word} e {name}, {term}
Verbete de enciclopédia com {term}
Responda apenas com base no contexto. Contexto: {term}. Pergunta: o que é?
faça uma tabela: nome, {term}
queria saber {term} isso
## templates ko
{word} {term}
{term}?
{word}의 {term}
{word}와 {name}의 {term}
{term} 간단히 정리해줘
문맥만 보고 답하세요. 문맥: {term} 질문: {word}은?
표로 정리해줘: 이름, {term}
백과사전처럼 써줘, {term}
## templates th
{word}{term}
{term}?
ช่วย{term}หน่อย
{word}กับ{name} {term}
ขอ{term}สั้นๆ
ตอบจากบริบทเท่านั้น บริบท: {term} คำถาม: คืออะไร
ทำตาราง ชื่อ {term}
อยากรู้{term}
## prompts en
What is a polymath?
what's the difference between a jungle and a rainforest
how many teaspoons in a quarter cup
Who was Ada Lovelace? Two sentences.
why is the sky blue but sunsets red
How do I tie a bowline knot?
what are the five pillars of a good speech? no wait, what's the definition of rhetoric
convert 5 foot 11 to cm
What is the purpose of a keystone in an arch?
list the types of clouds with a short description of each
what does RSVP stand for
Difference between a crocodile and an alligator in a table
What are some uses of beeswax?
how to get red wine out of a white shirt
what is a leap second and why do we need it
Give me an overview of the main styles of architecture in Europe from Romanesque to Art Nouveau, one paragraph each.
Identify which instrument is string or percussion: Cantaro, Gudok
Classify each of the following as a fruit or a vegetable: cucumber, carrot, plum, spinach
What are the names of the Great Lakes and how were they formed?
how long is 8,000 days in years
What is the Beaufort scale? Give all levels with wind speed in km/h.
what does it mean when a flag is flown at half mast
Who is the patron of the arts called Maecenas, and why is the word used today?
Write a Wikipedia-style article about a fictional lighthouse? No: about the Pharos of Alexandria. Sections: Construction, Height, Destruction, Legacy.
Given a reference text about the Falkland Islands penguins, how many species breed there and which?\n\nFive species of penguin breed in the islands: gentoo, Magellanic, southern rockhopper, king and macaroni.
Extract all of the years and what happened in them from the paragraph, as a bulleted list.\n\nThe bridge was designed in 1926, opened in 1932, widened in 1959 and repainted in 1988.
Use the following pieces of context to answer the question at the end. If you don't know the answer, just say that you don't know, don't try to make up an answer.\n\n{context}\n\nQuestion: {question}\nHelpful Answer:
You are an AI reference librarian for a public library.\n# Rules\n- Give short factual answers.\n- Name two books or reliable sources on each topic.\n- If a question is ambiguous, list the possible meanings.\n- Do not give legal or medical advice.\nGreet the visitor.
You are a question-answering system over a company wiki. You receive numbered passages. Answer in at most three sentences and put the passage number in brackets after each statement. If the passages contradict each other, say so.
You are a search assistant. Given the conversation and a follow-up question, rephrase the follow-up question to be a standalone search query.\n\nChat history:\nHuman: who built the Suez canal\nAI: A French company led by de Lesseps.\nFollow-up: how long did it take?\nStandalone question:
explain like im 5 what inflation of a tyre vs inflation of money is lol
What is the ISO paper size series and how are A, B and C related?
my grandfather's papers say he was a "cooper" in 1890. what kind of job was that? and a "fuller"?
what is the easter date formula, how do they decide when easter is
NATO alphabet list please
What's a second cousin once removed? I have never understood it, my mother's cousin has a daughter, what is she to me
when do the clocks change this year in europe and the us
Name meaning and origin of: Elowen, Caspian, Linnea, Thaddeus
How does a zip fastener work?
What are the standard sizes of beds in the US and in Europe?
How to fold a fitted sheet, step by step
How do you pick a ripe watermelon
why are manhole covers round
Summarise the key facts on the Hoover Dam: location, years, height, purpose, cost.
Who is on the 50 pound note and what is he known for?
What are the colours of the rainbow in order and how do people memorise them?
What does a sommelier do? What does an actuary do? What does a notary do? One line each.
Claim: Bats are blind.\nEvidence: Bats have functional eyes, and many species see well in dim light.\nLabel the claim as SUPPORTED, REFUTED or NOT ENOUGH INFO.
Read the paragraph and list all of the materials mentioned.\n\nThe hull was of oak, with pine decking, iron nails, and a sheathing of copper below the waterline.
i need info about beekeeping for a poster, what's in a hive, roles of the bees, how honey is made, short bullet points
Tell me about the Svalbard seed vault
Summarize the article in 5 bullets and give a glossary of the terms a lay reader would not know.
What are the ingredients of concrete and how is it different from cement?
What year is 5784 in the Hebrew calendar?
give me the roman numeral for 1987
how to write a date in iso format, and is 03/04 march or april
What are examples of everyday levers?
What is a sundial and how do I build one for my garden?
is a tomato a fruit, botanically
how do I read a barcode number, what do the digits mean
Given this list of entities, produce (subject, relation, object) triples: Marie lives in Lyon, works for a bakery founded in 1950.
Can you give me a list of the official languages of the UN, and how long each has been one
what's the etiquette for tipping a mover
Provide a timeline of the development of the bicycle from 1817 on.
What are the seven deadly sins, the seven wonders and the seven seas? need it for a themed party
## prompts zh
什么是碳中和？用通俗的话解释
鳄鱼和短吻鳄有什么区别
一亩地等于多少平方米
二十四节气分别是哪些，各有什么含义
表妹的孩子应该怎么称呼我
请根据以下资料回答问题，如果资料中没有答案，请回答“不知道”。\n资料：该塔建于1956年，高三百米。\n问题：塔有多高？
你是一个知识库问答机器人。\n规则：\n1. 只依据检索到的文档片段回答；\n2. 每句话后标注来源编号；\n3. 没有答案时直接说明。
为什么飞机窗户是圆的
红酒洒在白衬衫上怎么洗掉
介绍一下敦煌莫高窟，分历史、艺术、保护三部分，三百字左右
A4纸的尺寸是多少毫米
列一个常用缩写对照表：KPI、OKR、SOP、ROI
## prompts ru
чем отличается крокодил от аллигатора
сколько грамм муки в столовой ложке
Что такое високосный год и зачем он нужен?
Ответь на вопрос, опираясь только на текст. Если ответа нет, так и скажи.\nТекст: мост открыли в 1932 году.\nВопрос: когда открыли мост?
## prompts es
qué diferencia hay entre un cocodrilo y un caimán
cuántos gramos tiene una taza de harina
¿Qué es un eclipse y qué tipos hay?
Responde usando solo el contexto siguiente. Si no está, di que no lo sabes.\nContexto: el faro se construyó en 1890.\nPregunta: ¿cuándo se construyó?
## prompts ja
ワニとアリゲーターの違いは何ですか
一坪は何平方メートル？
昭和63年は西暦何年ですか
以下の参考資料だけを使って質問に答えてください。答えがない場合は「わかりません」と答えてください。
## prompts de
was ist der unterschied zwischen nebel und dunst
wie viel gramm sind ein esslöffel mehl
Erkläre einfach, was ein Schaltjahr ist und warum es das gibt.
Beantworte die Frage nur mit Hilfe der folgenden Textstellen und gib die Nummer der Quelle an.
## prompts fr
c'est quoi la différence entre un crocodile et un alligator
combien de grammes dans une cuillère à soupe de farine
Qu'est-ce qu'une année bissextile ? Explique simplement.
Réponds à la question à partir du contexte ci-dessous uniquement, sinon dis que tu ne sais pas.
## prompts pt
qual a diferença entre jacaré e crocodilo
quantos ml tem uma xícara
O que é um ano bissexto e por que existe?
Responda somente com base no contexto abaixo; se não souber, diga que não sabe.
## prompts ko
악어와 앨리게이터의 차이점이 뭐야
33평은 몇 제곱미터야
윤년이 뭐고 왜 있는지 쉽게 설명해줘
아래 문서만 근거로 질문에 답하고, 없으면 모른다고 답하세요.
## prompts th
จระเข้กับอัลลิเกเตอร์ต่างกันอย่างไร
1 ไร่เท่ากับกี่ตารางเมตร
ปีอธิกสุรทินคืออะไร อธิบายง่ายๆ
ตอบคำถามจากข้อมูลด้านล่างเท่านั้น ถ้าไม่มีให้ตอบว่าไม่ทราบ

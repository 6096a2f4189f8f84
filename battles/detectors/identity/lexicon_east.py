"""Makers and model families of Russia and Asia (format: see lexicon.py). Chinese in simplified forms."""

EAST = """
Alibaba (famous) = alibaba, alibaba cloud, alibaba group, aliyun, алибаба, アリババ, アリババクラウド,
    알리바바, 阿里云, 阿里巴巴, 阿里, 达摩院, علي بابا, علیبابا, अलीबाबा
- Qwen = qwen, qwen chat, qwen max, qwq, qvq, tongyi qianwen, tongyi, 通义千问, 通义, 千问, квен,
    クウェン, 큐웬, 큐원, كوين

Ant Group (famous) = ant group, 蚂蚁集团, inclusion ai
- Ling = bailing, 蚂蚁百灵

DeepSeek = deepseek ai, 深度求索, 深度求索公司
- DeepSeek = deep seek, deepseek coder, дипсик, ディープシーク, 딥시크, ديب سيك, دیپ سیک, डीपसीक

Zhipu AI = zhipu, zhipu ai, z.ai, 智谱, 智谱ai, 智谱华章, tsinghua keg, 清华大学keg, 清华keg, keg lab,
    keg 实验室
- GLM = chat glm, code gee x, glm, 智谱清言, 清言

Tsinghua University (famous) = tsinghua university, tsinghua, 清华大学, 清华, цинхуа, 칭화대

Moonshot AI = moonshot ai, 月之暗面, ムーンショットai, 문샷ai
- Kimi = kimi chat, kimi ai, moonshot v1, kimi智能助手, kimi 智能助手
~ Kimi = kimi, кими, キミai, 키미

Baidu (famous) = baidu, байду, バイドゥ, 百度, 바이두, بايدو
- ERNIE = ernie bot, 文心一言, 文心大模型, 文心, wenxin yiyan, wenxin, эрни бот, アーニーボット
~ ERNIE = ernie

01.AI = 01.ai, 01 ai, zero one ai, 零一万物
- Yi = yi large, yi chat, yi lightning, yi vision, yi spark, 万知
~ Yi = yi

Tencent (famous) = tencent, 腾讯, テンセント, 텐센트, тенсент, тэнсент
- Hunyuan = hunyuan, hun yuan, 混元, 腾讯元宝
~ Yuanbao = 元宝

ByteDance (famous) = byte dance, 字节跳动, 字节, バイトダンス, 바이트댄스
- Doubao = doubao, dou bao, 豆包大模型, 云雀, skylark lite, skylark pro, doubao seed, seed oss
~ Doubao = 豆包
~ Coze = coze

MiniMax = mini max ai, 稀宇科技, 上海稀宇
- MiniMax = mini max m1, mini max text, abab 5, abab 6, 海螺ai, 海螺 ai
~ MiniMax = minimax

Baichuan = baichuan ai, baichuan inc, baichuan intelligence, 百川智能
- Baichuan = baichuan, 百川大模型, 百小应
~ Baichuan = 百川

Shanghai AI Laboratory = shanghai ai laboratory, shanghai ai lab,
    shanghai artificial intelligence laboratory, 上海人工智能实验室, 上海ai实验室
- InternLM = intern lm, intern vl, 书生浦语, 书生大模型, puyu
~ InternLM = 书生

iFlytek = i flytek, 科大讯飞, 讯飞
- Spark = spark desk, iflytek spark, 讯飞星火, 星火认知, 星火大模型, 星火认知大模型
~ Spark = 星火

SenseTime = sense time, 商汤, 商汤科技
- SenseNova = sense nova, sense chat, 日日新, 商量大模型

Huawei (famous) = huawei, 华为, хуавей, ファーウェイ, 화웨이
- Pangu = pangu, pan gu, 盘古大模型, 小艺
~ Pangu = 盘古

StepFun = step fun, 阶跃星辰
- Step = step 1v, step 2 16k, 跃问

360 (famous) = 奇虎360, 三六零
- 360Zhinao = 360 zhinao, 360智脑

Kunlun (famous) = 昆仑万维, kunlun tech
- Skywork = skywork, 天工ai, 天工大模型
~ Tiangong = 天工

Fudan University (famous) = fudan university, 复旦大学
- MOSS = fudan moss

BAAI = baai, beijing academy of artificial intelligence, 智源研究院, 北京智源
- Aquila = aquila chat, 悟道

OpenBMB = openbmb, modelbest, 面壁智能
- MiniCPM = mini cpm, ultra lm
OrionStar = orion star, 猎户星空
XVERSE = 元象科技
- XVERSE = xverse
Inspur (famous) = inspur, 浪潮
China Telecom (famous) = china telecom, 中国电信
- TeleChat = telechat
Xiaomi (famous) = xiaomi, 小米
- XiaoAi = 小爱同学, xiaomi mimo
Meituan (famous) = meituan, 美团
- LongCat = longcat
Rednote (famous) = 小红书
MediaTek Research (famous) = mediatek research, mediatek, 联发科技, 联发科
- Breeze = breexe, mediatek breeze
~ Breeze = breeze
TAIDE = taide project
- TAIDE = taide

Sber (famous) = sber, sberbank, sberdevices, сбер, сбербанк, сбердевайсы, сбердевайсес
! Sber = sber ai, сбер ai
- GigaChat = giga chat, гигачат, гига чат, ギガチャット, 기가챗
- ruGPT = ru gpt, fred t5
~ Kandinsky = kandinsky, кандинский
~ Салют = салют

Yandex (famous) = yandex, яндекс, ヤンデックス, 얀덱스, ياندكس
- YandexGPT = yandex gpt, яндекс gpt, яндексgpt, яндекс гпт, yagpt, яgpt, yandex alice, алиса яндекс, yalm
~ Алиса = алиса

T-Bank (famous) = т-банк, тинькофф, t-tech
! T-Bank = t-bank ai
- T-lite = t lite instruct, t pro it, t-lite, t-pro
VK (famous) = вконтакте
~ Маруся = маруся
Vikhr = vikhr models
- Vikhr = vikhr
- Saiga = saiga llama, saiga mistral, сайга ai
~ Saiga = saiga, сайга
MTS AI = mts ai, мтс ai
- Cotype = cotype

Upstage (famous) = upstage, 업스테이지
! Upstage = upstage ai
- Solar = solar pro, solar mini, solar instruct, upstage solar
~ Solar = solar, 솔라
Naver (famous) = naver, naver cloud, 네이버, 네이버클라우드, ネイバー
- HyperCLOVA = hyper clova, hyperclova x, clova x, 하이퍼클로바, 하이퍼클로바x, 클로바x
~ Clova = 클로바, clova
Kakao (famous) = kakao, kakao brain, 카카오, 카카오브레인
- KoGPT = ko gpt
- Kanana = kanana, 카나나
LG AI Research (famous) = lg
! LG AI Research = lg ai research, lg ai연구원, lg ai 연구원
- EXAONE = exaone, exa one, 엑사원
SK Telecom (famous) = sk telecom, sk텔레콤, skt
- A. = 에이닷
KT (famous) = korea telecom
- Mi:dm = midm, 믿음 ai
NCSoft (famous) = ncsoft, nc soft, 엔씨소프트
- VARCO = varco llm
Scatter Lab = scatter lab, 스캐터랩
- Luda = 이루다
Samsung (famous) = samsung, samsung research, 삼성, 삼성전자, サムスン
- Gauss = samsung gauss
~ Bixby = bixby, 빅스비

Rakuten (famous) = rakuten, 楽天, 楽天グループ
- RakutenAI = rakuten ai
ELYZA = elyza inc, イライザ社
- ELYZA = elyza, elyza japanese llama
Institute of Science Tokyo (famous) = 東京工業大学, 東京科学大学, tokyo institute of technology,
    institute of science tokyo
- Swallow = swallow llm, swallow llama, swallow instruct
~ Swallow = swallow
Preferred Networks = preferred networks, プリファードネットワークス
- PLaMo = plamo
NTT (famous) = ntt
- tsuzumi = tsuzumi
SoftBank (famous) = softbank, ソフトバンク
- Sarashina = sarashina
NEC (famous) = nec
- cotomi = cotomi
Fujitsu (famous) = fujitsu, 富士通
CyberAgent (famous) = cyberagent, サイバーエージェント
- CALM = open calm, calm2, calm3, cyberagentlm
rinna = rinna株式会社
- rinna = rinna gpt, rinna youri
~ rinna = rinna, りんな
Stockmark = stockmark, ストックマーク
Sakana AI = sakana ai
Karakuri = karakuri lm
Lightblue = lightblue
- Suzume = suzume llama

Sarvam AI = sarvam ai, sarvam
Ola (famous) = ola krutrim
- Krutrim = krutrim
CoRover = corover
- BharatGPT = bharat gpt
AI Singapore = ai singapore
- SEA-LION = sea lion llm, sealion
VinAI = vinai
- PhoGPT = pho gpt
Zalo (famous) = zalo ai
SCB 10X = scb 10x
~ Typhoon = typhoon
AIEAT = aieat
- OpenThaiGPT = open thai gpt
GoTo (famous) = goto group
- Sahabat-AI = sahabat ai
Mesolitica = mesolitica
- MaLLaM = mallam
"""
